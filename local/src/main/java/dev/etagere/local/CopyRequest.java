package dev.etagere.local;

import org.jspecify.annotations.Nullable;

/**
 * What is to be copied where. Immutable; start from {@link #of}.
 *
 * @param fromBucket the bucket of the source
 * @param fromKey the source
 * @param fromVersion the version of the source, or {@code null} for the current one
 * @param toBucket the bucket of the copy
 * @param toKey the copy
 * @param sourceIf what must hold for the source
 * @param condition what must hold for what is at the copy's place
 * @param headers what to keep beside the copy
 */
public record CopyRequest(
    String fromBucket,
    String fromKey,
    @Nullable String fromVersion,
    String toBucket,
    String toKey,
    ReadIf sourceIf,
    If condition,
    CopyHeaders headers) {
  /** A copy with the source's headers, on no condition. */
  public static CopyRequest of(String fromBucket, String fromKey, String toBucket, String toKey) {
    return new CopyRequest(
        fromBucket,
        fromKey,
        null,
        toBucket,
        toKey,
        ReadIf.always(),
        If.none(),
        CopyHeaders.ofSource());
  }

  /** The same of a version of the source; {@code null} for the current one. */
  public CopyRequest ofVersion(@Nullable String versionId) {
    return new CopyRequest(
        fromBucket, fromKey, versionId, toBucket, toKey, sourceIf, condition, headers);
  }

  /** The same on a condition for the source. */
  public CopyRequest onlyIfSource(ReadIf other) {
    return new CopyRequest(
        fromBucket, fromKey, fromVersion, toBucket, toKey, other, condition, headers);
  }

  /** The same on a condition for what is at the copy's place. */
  public CopyRequest onlyIf(If other) {
    return new CopyRequest(
        fromBucket, fromKey, fromVersion, toBucket, toKey, sourceIf, other, headers);
  }

  /** The same with other headers. */
  public CopyRequest withHeaders(CopyHeaders other) {
    return new CopyRequest(
        fromBucket, fromKey, fromVersion, toBucket, toKey, sourceIf, condition, other);
  }
}
