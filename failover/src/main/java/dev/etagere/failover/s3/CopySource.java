package dev.etagere.failover.s3;

import org.jspecify.annotations.Nullable;

/**
 * The source of a copy in the form {@code bucket/key?versionId=id}, as it is; the key may be
 * encoded or not.
 *
 * @param slash whether it began with a slash
 * @param bucket the bucket
 * @param key the key, as given
 * @param version the version id; {@code null} if there is none
 */
record CopySource(boolean slash, String bucket, String key, @Nullable String version) {
  private static final String VERSION = "?versionId=";

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it names no bucket and key
   */
  static CopySource read(String source) {
    boolean slash = source.startsWith("/");
    String all = slash ? source.substring(1) : source;
    int end = all.indexOf('/');
    if (all.startsWith("arn:") || end <= 0) {
      throw new IllegalArgumentException(
          "the copy source '"
              + source
              + "' is not bucket/key: name this client's bucket and a key");
    }
    String rest = all.substring(end + 1);
    int query = rest.lastIndexOf(VERSION);
    return query < 0
        ? new CopySource(slash, all.substring(0, end), rest, null)
        : new CopySource(
            slash,
            all.substring(0, end),
            rest.substring(0, query),
            rest.substring(query + VERSION.length()));
  }

  /** The same in a location's bucket, with the version's id as it is known there. */
  String at(String other) {
    String id = version == null || version.equals("null") ? version : untagged(version);
    return (slash ? "/" : "") + other + "/" + key + (id == null ? "" : VERSION + id);
  }

  private static String untagged(String tagged) {
    return tagged.substring(tagged.indexOf(':') + 1);
  }
}
