package dev.etagere.s3;

import dev.etagere.core.Version;
import java.util.regex.Pattern;

/**
 * How this location wants ETags in conditions. AWS and the standard (RFC 9110, 8.8.3) write them in
 * quotes; Ceph up to 16 at least compares them without. Learned from a condition that is refused
 * though it holds. Safe for use by many threads.
 */
final class Etags {
  /** What stands between the quotes of an ETag (RFC 9110, 8.8.3). */
  private static final Pattern ETAG = Pattern.compile("[\\x21\\x23-\\x7E\\x80-\\xFF]+");

  private volatile boolean bare;
  private volatile boolean known;

  /**
   * The header's value.
   *
   * @throws IllegalArgumentException if the version comes from no S3 location. Versions travel
   *     through browsers, and a {@code *} or a line break in one would undo the condition
   */
  String condition(Version version) {
    String token = version.token();
    if (token.equals("*") || !ETAG.matcher(token).matches()) {
      throw new IllegalArgumentException("version " + version + " is none of an S3 location");
    }
    return bare ? token : S3Version.etag(version);
  }

  /** A condition in this form was refused though it holds; others may have found out already. */
  void refused(boolean inBareForm) {
    bare = !inBareForm;
  }

  /** A condition in the present form was seen to hold: one that is refused now does not. */
  void held() {
    known = true;
  }

  /** Whether a refusal is to be believed. */
  boolean known() {
    return known;
  }

  boolean bare() {
    return bare;
  }
}
