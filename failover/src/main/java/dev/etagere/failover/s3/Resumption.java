package dev.etagere.failover.s3;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * How a body that broke off can go on: with a range from the byte it reached, of the very object it
 * began with.
 *
 * @param first the first byte of the object that the body holds
 * @param last the last
 * @param etag the object's ETag
 */
record Resumption(long first, long last, String etag) {
  private static final String PARTIAL = "bytes ";

  /** From the head of a body; {@code null} if that does not tell enough to go on later. */
  static @Nullable Resumption of(GetObjectResponse head) {
    String etag = head.eTag();
    Long length = head.contentLength();
    if (etag == null || etag.isEmpty() || length == null || length <= 0) {
      return null;
    }
    String range = head.contentRange();
    if (range == null) {
      return new Resumption(0, length - 1, etag);
    }
    long[] bytes = bytes(range);
    return bytes == null || bytes[1] - bytes[0] + 1 != length
        ? null
        : new Resumption(bytes[0], bytes[1], etag);
  }

  /**
   * The head of what really comes. A client that fetches the parts of an object by itself ({@code
   * multipartEnabled}) gives the bytes of all as one body, under the head of the first part.
   */
  static GetObjectResponse joined(GetObjectRequest asked, GetObjectResponse head) {
    String range = head.contentRange();
    long[] bytes =
        asked.range() == null && asked.partNumber() == null && range != null ? bytes(range) : null;
    return bytes == null
        ? head
        : head.toBuilder().contentLength(bytes[2]).contentRange(null).build();
  }

  private static long @Nullable [] bytes(String range) {
    int dash = range.indexOf('-');
    int slash = range.indexOf('/');
    if (!range.startsWith(PARTIAL) || dash < 0 || slash < dash) {
      return null;
    }
    try {
      return new long[] {
        Long.parseLong(range.substring(PARTIAL.length(), dash)),
        Long.parseLong(range.substring(dash + 1, slash)),
        Long.parseLong(range.substring(slash + 1))
      };
    } catch (NumberFormatException e) {
      return null;
    }
  }

  long length() {
    return last - first + 1;
  }

  /** The request for what is left after so many bytes, as the caller would write it. */
  GetObjectRequest from(GetObjectRequest begun, long position) {
    return begun.toBuilder()
        .partNumber(null)
        .range("bytes=" + (first + position) + "-" + last)
        .ifMatch(etag)
        .ifNoneMatch(null)
        .ifModifiedSince(null)
        .ifUnmodifiedSince(null)
        .build();
  }

  /** Whether the answer to that is the rest of the same object. */
  boolean continues(GetObjectResponse head, long position) {
    long[] bytes = head.contentRange() == null ? null : bytes(head.contentRange());
    return etag.equals(head.eTag())
        && bytes != null
        && bytes[0] == first + position
        && bytes[1] == last;
  }
}
