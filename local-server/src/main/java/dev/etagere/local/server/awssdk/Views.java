package dev.etagere.local.server.awssdk;

import dev.etagere.local.Headers;
import dev.etagere.local.ListedPage;
import dev.etagere.local.ObjectFacts;
import dev.etagere.local.OpenedObject;
import dev.etagere.local.Range;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.gaul.s3proxy.blobstore.SdkRequests;
import org.gaul.s3proxy.blobstore.SdkResponses;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.StorageClass;

/** Objects and listings as the SDK has them. */
final class Views {
  /** What S3 says of an object nobody gave a type. */
  private static final String NO_TYPE = "binary/octet-stream";

  private Views() {}

  static String quoted(String etag) {
    return '"' + etag + '"';
  }

  static HeadObjectResponse head(ObjectFacts facts) {
    return SdkResponses.toHead(object(facts).build());
  }

  static GetObjectResponse opened(OpenedObject object, boolean ranged) {
    GetObjectResponse.Builder view = object(object.facts()).contentLength(object.length());
    if (ranged) {
      view.contentRange(contentRange(object.facts(), object.slice()));
    }
    return view.build();
  }

  /** HTTP has no way to name no bytes at all: a part that is empty comes without. */
  static @Nullable String contentRange(ObjectFacts facts, Range.Slice slice) {
    long last = slice.offset() + slice.length() - 1;
    return slice.length() == 0 ? null : "bytes " + slice.offset() + "-" + last + "/" + facts.size();
  }

  @SuppressWarnings("deprecation") // S3Proxy reads the date here
  private static GetObjectResponse.Builder object(ObjectFacts facts) {
    Headers headers = facts.headers();
    return GetObjectResponse.builder()
        .eTag(quoted(facts.etag()))
        .versionId(facts.versionId())
        .contentLength(facts.size())
        .lastModified(facts.lastModified())
        .contentType(headers.contentType() == null ? NO_TYPE : headers.contentType())
        .cacheControl(headers.cacheControl())
        .contentDisposition(headers.contentDisposition())
        .contentEncoding(headers.contentEncoding())
        .contentLanguage(headers.contentLanguage())
        .expires(date(headers.expires()))
        .storageClass(headers.storageClass())
        .serverSideEncryption(headers.encryption())
        .ssekmsKeyId(headers.kmsKeyId())
        .metadata(headers.metadata());
  }

  private static @Nullable Instant date(@Nullable String httpDate) {
    try {
      return httpDate == null
          ? null
          : DateTimeFormatter.RFC_1123_DATE_TIME.parse(httpDate, Instant::from);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** A range as a header has it; {@code null} for none, or one HTTP wants ignored. */
  static @Nullable Range range(@Nullable String header) {
    SdkRequests.ByteRange range = SdkRequests.parseRange(header);
    if (range == null) {
      return null;
    }
    if (range.first() == null) {
      return range.last() == null ? null : Range.ofLast(range.last());
    }
    return range.last() == null ? Range.from(range.first()) : Range.of(range.first(), range.last());
  }

  static List<S3Object> contents(ListedPage<ObjectFacts> page) {
    return page.items().stream().map(Views::listed).toList();
  }

  private static S3Object listed(ObjectFacts facts) {
    String storageClass = facts.headers().storageClass();
    return S3Object.builder()
        .key(facts.key())
        .eTag(quoted(facts.etag()))
        .lastModified(facts.lastModified())
        .size(facts.size())
        .storageClass(storageClass == null ? StorageClass.STANDARD.toString() : storageClass)
        .build();
  }

  static DeletedObject deleted(ObjectIdentifier asked, DeleteObjectResponse done) {
    boolean marker = Boolean.TRUE.equals(done.deleteMarker());
    return DeletedObject.builder()
        .key(asked.key())
        .versionId(asked.versionId())
        .deleteMarker(marker ? true : null)
        .deleteMarkerVersionId(marker ? done.versionId() : null)
        .build();
  }

  static List<CommonPrefix> prefixes(ListedPage<?> page) {
    return page.commonPrefixes().stream().map(SdkResponses::commonPrefix).toList();
  }
}
