package dev.etagere.s3;

import dev.etagere.core.Lineage;
import dev.etagere.core.Version;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Versions and ETags, so that ETags other programs hold go on working. */
public final class S3Version {
  private static final Pattern MD5 = Pattern.compile("[0-9a-fA-F]{32}");

  private S3Version() {}

  /**
   * The version of an ETag, with or without its quotes. It carries no write ids: a write on it has
   * the same guarantees, but after a lost reply its outcome is more often unknown.
   *
   * @throws IllegalArgumentException if it is empty or a weak ETag, which no condition can use
   */
  public static Version ofETag(String etag) {
    if (etag.startsWith("W/")) {
      throw new IllegalArgumentException("a weak ETag cannot be a condition: " + etag);
    }
    return Version.of(unquoted(etag), Lineage.unknown());
  }

  /** The ETag of a version, in quotes, as S3 writes it. */
  public static String etag(Version version) {
    return "\"" + version.token() + "\"";
  }

  static String unquoted(String etag) {
    return etag.length() >= 2 && etag.startsWith("\"") && etag.endsWith("\"")
        ? etag.substring(1, etag.length() - 1)
        : etag;
  }

  /** The MD5 that the ETag of a part is, or nothing if it is none. */
  static byte[] md5(@Nullable String etag) {
    String digest = etag == null ? "" : unquoted(etag);
    return MD5.matcher(digest).matches() ? HexFormat.of().parseHex(digest) : new byte[0];
  }
}
