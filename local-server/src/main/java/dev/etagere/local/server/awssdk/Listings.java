package dev.etagere.local.server.awssdk;

import dev.etagere.local.ListRequest;
import dev.etagere.local.ListedPage;
import dev.etagere.local.LocalEngine;
import dev.etagere.local.ObjectFacts;
import dev.etagere.local.UploadFacts;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

/** Lists objects, and uploads under way. */
final class Listings {
  private final LocalEngine engine;
  private final String region;

  Listings(LocalEngine engine, String region) {
    this.engine = engine;
    this.region = region;
  }

  ListObjectsV2Response v2(ListObjectsV2Request request) {
    String token = request.continuationToken();
    String after = token == null ? request.startAfter() : decode(token);
    ListedPage<ObjectFacts> page =
        objects(request.bucket(), request.prefix(), request.delimiter(), after, request.maxKeys());
    String next = page.next();
    return ListObjectsV2Response.builder()
        .contents(Views.contents(page))
        .commonPrefixes(Views.prefixes(page))
        .nextContinuationToken(next == null ? null : encode(next))
        .isTruncated(next != null)
        .build();
  }

  ListObjectsResponse v1(ListObjectsRequest request, Carried carried) {
    if (carried.query("location") != null) {
      throw location(request.bucket());
    }
    ListedPage<ObjectFacts> page =
        objects(
            request.bucket(),
            request.prefix(),
            request.delimiter(),
            request.marker(),
            request.maxKeys());
    return ListObjectsResponse.builder()
        .contents(Views.contents(page))
        .commonPrefixes(Views.prefixes(page))
        .nextMarker(page.next())
        .isTruncated(page.truncated())
        .build();
  }

  private ListedPage<ObjectFacts> objects(
      String bucket,
      @Nullable String prefix,
      @Nullable String delimiter,
      @Nullable String after,
      Integer maxKeys) {
    ListRequest request =
        ListRequest.all()
            .under(prefix == null ? "" : prefix)
            .delimitedBy(delimiter == null ? "" : delimiter)
            .after(after == null || after.isEmpty() ? null : after)
            .atMost(maxKeys);
    ListedPage<ObjectFacts> page = Calls.to(() -> engine.list(bucket, request));
    if (!"url".equals(Carried.current().query("encoding-type"))) {
      page.lines().forEach(line -> requireCarried(line.name()));
    }
    return page;
  }

  /** S3Proxy would send half a page, S3 itself one that no parser reads. */
  static void requireCarried(String name) {
    if (name.chars().anyMatch(c -> c < 0x20 && c != '\t' && c != '\n' && c != '\r')) {
      throw S3Errors.of(
          400, "InvalidRequest", "XML cannot carry a key in this listing: use encoding-type=url");
    }
  }

  private static String encode(String name) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(name.getBytes(StandardCharsets.UTF_8));
  }

  private static String decode(String token) {
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw S3Errors.of(400, "InvalidArgument", "The continuation token provided is incorrect");
    }
  }

  /** S3Proxy would answer for buckets that do not exist, and for one region only. */
  private Answered location(String bucket) {
    if (Calls.to(() -> engine.bucket(bucket)).isEmpty()) {
      throw noSuchBucket(bucket);
    }
    return new Answered(Locations.xml(region));
  }

  static AwsServiceException noSuchBucket(String bucket) {
    return (AwsServiceException)
        NoSuchBucketException.builder()
            .message("there is no bucket '" + bucket + "'")
            .statusCode(404)
            .awsErrorDetails(
                S3Errors.of(404, "NoSuchBucket", "The specified bucket does not exist")
                    .awsErrorDetails())
            .build();
  }

  /** S3Proxy would sort them in another order and not group them. */
  Answered uploads(String bucket, Carried carried) {
    ListRequest request =
        ListRequest.all()
            .under(orEmpty(carried.query("prefix")))
            .delimitedBy(orEmpty(carried.query("delimiter")))
            .atMost(Numbers.parse(carried.query("max-uploads"), "max-uploads", 1_000));
    String keyMarker = orEmpty(carried.query("key-marker"));
    String idMarker = orEmpty(carried.query("upload-id-marker"));
    if (!keyMarker.isEmpty()) {
      request =
          idMarker.isEmpty() ? request.after(keyMarker) : request.afterUpload(keyMarker, idMarker);
    }
    ListRequest asked = request;
    ListedPage<UploadFacts> page = Calls.to(() -> engine.listUploads(bucket, asked));
    return new Answered(
        UploadsXml.of(bucket, asked, page, "url".equals(carried.query("encoding-type"))));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
