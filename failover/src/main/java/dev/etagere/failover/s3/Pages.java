package dev.etagere.failover.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Pages of listings, so that the next one can come from another location. */
final class Pages {
  private Pages() {}

  /** The next page of a listing that began here or elsewhere. */
  static ListObjectsV2Request goOn(ListObjectsV2Request next, ListToken token, String location) {
    ListObjectsV2Request.Builder builder = next.toBuilder();
    if (token.location().equals(location)) {
      return builder.continuationToken(token.token()).build();
    }
    return token.last().isEmpty()
        ? builder.continuationToken(null).build()
        : builder.continuationToken(null).startAfter(token.startAfter()).build();
  }

  /** A page as the caller sees it, and what it needs to go on anywhere. */
  static ListObjectsV2Response seen(
      ListObjectsV2Response page,
      ListObjectsV2Request request,
      @Nullable ListToken before,
      Place<?> place,
      String bucket) {
    ListObjectsV2Response.Builder seen =
        page.toBuilder()
            .name(bucket)
            .continuationToken(request.continuationToken())
            .startAfter(request.startAfter());
    List<S3Object> contents = page.contents();
    List<CommonPrefix> prefixes = page.commonPrefixes();
    if (before != null && !before.location().equals(place.name())) {
      contents = contents.stream().filter(o -> !before.covers(o.key())).toList();
      prefixes = prefixes.stream().filter(p -> !before.covers(p.prefix())).toList();
      if (contents.size() + prefixes.size()
          != page.contents().size() + page.commonPrefixes().size()) {
        seen.contents(contents)
            .commonPrefixes(prefixes)
            .keyCount(contents.size() + prefixes.size());
      }
    }
    if (page.nextContinuationToken() != null) {
      seen.nextContinuationToken(
          token(page.nextContinuationToken(), contents, prefixes, before, request, place).text());
    }
    return seen.build();
  }

  private static ListToken token(
      String token,
      List<S3Object> contents,
      List<CommonPrefix> prefixes,
      @Nullable ListToken before,
      ListObjectsV2Request request,
      Place<?> place) {
    String key = contents.isEmpty() ? "" : contents.get(contents.size() - 1).key();
    String prefix = prefixes.isEmpty() ? "" : prefixes.get(prefixes.size() - 1).prefix();
    if (key.isEmpty() && prefix.isEmpty()) {
      return before == null
          ? new ListToken(
              place.name(), token, Objects.requireNonNullElse(request.startAfter(), ""), false)
          : new ListToken(place.name(), token, before.last(), before.prefix());
    }
    boolean endsWithPrefix = ListToken.compare(prefix, key) > 0;
    return new ListToken(place.name(), token, endsWithPrefix ? prefix : key, endsWithPrefix);
  }

  /** A marker is a key, and means the same everywhere. */
  static ListObjectsResponse seen(ListObjectsResponse page, String bucket) {
    ListObjectsResponse.Builder seen = page.toBuilder().name(bucket);
    String marker = page.marker();
    if (marker != null && !marker.isEmpty()) {
      List<CommonPrefix> fresh =
          page.commonPrefixes().stream().filter(p -> !marker.equals(p.prefix())).toList();
      if (fresh.size() != page.commonPrefixes().size()) {
        seen.commonPrefixes(fresh);
      }
    }
    return seen.build();
  }

  static ListBucketsResponse seen(ListBucketsResponse page, String own, String bucket) {
    return page.toBuilder()
        .buckets(
            page.buckets().stream()
                .map(b -> own.equals(b.name()) ? b.toBuilder().name(bucket).build() : b)
                .toList())
        .build();
  }

  /**
   * Ends a page of versions where a key ends, so that the next one needs no version's id and can
   * come from anywhere: what it holds of the key it broke off in is left to the next page. Only
   * where the whole page is one key's, the rest stays with its location.
   */
  static ListObjectVersionsResponse wholeKeys(ListObjectVersionsResponse page) {
    String cut = page.nextKeyMarker();
    if (!Boolean.TRUE.equals(page.isTruncated()) || isEmpty(page.nextVersionIdMarker())) {
      return page;
    }
    List<ObjectVersion> versions =
        page.versions().stream().filter(v -> !v.key().equals(cut)).toList();
    List<DeleteMarkerEntry> markers =
        page.deleteMarkers().stream().filter(m -> !m.key().equals(cut)).toList();
    String last =
        last(
            Stream.concat(
                versions.stream().map(ObjectVersion::key),
                markers.stream().map(DeleteMarkerEntry::key)),
            page.commonPrefixes());
    return last == null
        ? page
        : page.toBuilder()
            .versions(versions)
            .deleteMarkers(markers)
            .nextKeyMarker(last)
            .nextVersionIdMarker(null)
            .build();
  }

  /** The same for uploads. */
  static ListMultipartUploadsResponse wholeKeys(ListMultipartUploadsResponse page) {
    String cut = page.nextKeyMarker();
    if (!Boolean.TRUE.equals(page.isTruncated()) || isEmpty(page.nextUploadIdMarker())) {
      return page;
    }
    List<MultipartUpload> uploads =
        page.uploads().stream().filter(u -> !u.key().equals(cut)).toList();
    String last = last(uploads.stream().map(MultipartUpload::key), page.commonPrefixes());
    return last == null
        ? page
        : page.toBuilder().uploads(uploads).nextKeyMarker(last).nextUploadIdMarker(null).build();
  }

  private static @Nullable String last(Stream<String> keys, List<CommonPrefix> prefixes) {
    List<String> all = new ArrayList<>(keys.toList());
    prefixes.forEach(p -> all.add(p.prefix()));
    return all.stream().max(ListToken::compare).orElse(null);
  }

  private static boolean isEmpty(@Nullable String text) {
    return text == null || text.isEmpty();
  }
}
