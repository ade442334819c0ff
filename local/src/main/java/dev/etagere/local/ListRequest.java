package dev.etagere.local;

import org.jspecify.annotations.Nullable;

/**
 * What to list. Immutable; start from {@link #all()}.
 *
 * @param prefix only keys that start with it
 * @param delimiter keys that hold it after the prefix are told as one common prefix; empty for none
 * @param startAfter only what stands above it, a key or a common prefix; {@code null} for all
 * @param startAfterUpload of uploads: those of the key {@code startAfter} above this id too; of
 *     versions: those of that key older than this one too; {@code null} for none
 * @param maxKeys how many keys and common prefixes together; more than 1,000 count as 1,000
 */
public record ListRequest(
    String prefix,
    String delimiter,
    @Nullable String startAfter,
    @Nullable String startAfterUpload,
    int maxKeys) {
  private static final int MOST = 1_000;
  private static final ListRequest ALL = new ListRequest("", "", null, null, MOST);

  /** Checks the number. */
  public ListRequest {
    if (maxKeys < 0) {
      throw new EngineException(ErrorCode.INVALID_ARGUMENT, "max-keys is below zero");
    }
    maxKeys = Math.min(maxKeys, MOST);
  }

  /** Every key, 1,000 at the most. */
  public static ListRequest all() {
    return ALL;
  }

  /** The same under a prefix. */
  public ListRequest under(String other) {
    return new ListRequest(other, delimiter, startAfter, startAfterUpload, maxKeys);
  }

  /** The same, grouped up to a delimiter. */
  public ListRequest delimitedBy(String other) {
    return new ListRequest(prefix, other, startAfter, startAfterUpload, maxKeys);
  }

  /** The same from what stands above a key or a common prefix. */
  public ListRequest after(@Nullable String name) {
    return new ListRequest(prefix, delimiter, name, startAfterUpload, maxKeys);
  }

  /** The same for uploads, from those above an upload of a key. */
  public ListRequest afterUpload(String key, String uploadId) {
    return new ListRequest(prefix, delimiter, key, uploadId, maxKeys);
  }

  /** The same for versions, from those older than a version of a key. */
  public ListRequest afterVersion(String key, String versionId) {
    return new ListRequest(prefix, delimiter, key, versionId, maxKeys);
  }

  /** The same with another limit. */
  public ListRequest atMost(int keys) {
    return new ListRequest(prefix, delimiter, startAfter, startAfterUpload, keys);
  }
}
