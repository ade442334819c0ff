package dev.etagere.failover.s3;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Where a listing has got to: at the location it is from the service's own token says so, at the
 * other one the last key or common prefix.
 *
 * @param location the location whose token it is
 * @param token the service's token there
 * @param last the last key or common prefix that was listed; empty before the first
 * @param prefix whether that is a common prefix
 */
record ListToken(String location, String token, String last, boolean prefix) {
  private static final String BEGIN = "etagere-1.";
  private static final char SEPARATOR = 0; // in no key, name or token

  /** The last character of Unicode that XML and a query can carry: after all that began so. */
  private static final String AFTER_ALL = new String(Character.toChars(0x10ffff));

  String text() {
    String all = location + SEPARATOR + token + SEPARATOR + (prefix ? "p" : "k") + SEPARATOR + last;
    return BEGIN
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(all.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is none of ours
   */
  static ListToken read(String text, List<String> locations) {
    if (text.startsWith(BEGIN)) {
      try {
        byte[] all = Base64.getUrlDecoder().decode(text.substring(BEGIN.length()));
        String[] parts =
            new String(all, StandardCharsets.UTF_8).split(String.valueOf(SEPARATOR), 4);
        if (parts.length == 4 && locations.contains(parts[0])) {
          return new ListToken(parts[0], parts[1], parts[3], parts[2].equals("p"));
        }
      } catch (IllegalArgumentException e) {
        // Told below.
      }
    }
    throw new IllegalArgumentException(
        "the continuation token is none that this client gave; begin the listing anew, or give the"
            + " last key as startAfter");
  }

  /** What to start after at another location. */
  String startAfter() {
    return prefix ? last + AFTER_ALL : last;
  }

  /** Whether this key or common prefix was listed before. */
  boolean covers(String other) {
    return !last.isEmpty() && compare(other, last) <= 0;
  }

  /** S3's order: by the bytes of UTF-8. */
  static int compare(String a, String b) {
    return Arrays.compareUnsigned(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
