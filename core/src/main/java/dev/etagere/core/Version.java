package dev.etagere.core;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * The state of an object at one moment, as a value to hand back later: "replace it only if it is
 * still this". Every read and every write returns one.
 *
 * <p>A version is opaque, immutable and safe to share between threads. Its text ({@link
 * #toString()}, {@link #parse(String)}) uses only {@code A-Z a-z 0-9 - _ .}, so it travels
 * unescaped through URLs, headers, cookies and forms.
 *
 * <p>Two versions are equal when a condition would treat them alike, that is when their tokens are
 * equal. At one S3 location the token is the ETag, and S3 derives the ETag of a plain object from
 * its bytes: <em>writing the same bytes again gives an equal version</em>. A claim or a lock must
 * therefore hold a value of its own, such as a random owner id.
 */
public final class Version {
  private static final Pattern PLAIN_TOKEN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]*");
  private static final int MAX_TEXT_LENGTH = 2_000;

  private final String token;
  private final Lineage lineage;

  private Version(String token, Lineage lineage) {
    this.token = token;
    this.lineage = lineage;
  }

  /**
   * A version made by a store; users read versions, they do not make them.
   *
   * @param token what the location compares, such as an ETag without its quotes; not empty
   * @param lineage the ids of the last writes; {@link Lineage#unknown()} if they were not seen
   */
  public static Version of(String token, Lineage lineage) {
    if (token.isEmpty()) {
      throw new IllegalArgumentException("a version needs a token, and this one is empty");
    }
    return new Version(token, lineage);
  }

  /**
   * Reads what {@link #toString()} wrote.
   *
   * @throws IllegalArgumentException if the text is not a version; take it again from a read or a
   *     write
   */
  public static Version parse(String text) {
    int dot = text.indexOf('.');
    String token = dot < 0 ? text : text.substring(0, dot);
    try {
      if (text.length() > MAX_TEXT_LENGTH) {
        throw new IllegalArgumentException("longer than " + MAX_TEXT_LENGTH + " characters");
      }
      Lineage lineage = dot < 0 ? Lineage.unknown() : Lineage.parse(text.substring(dot + 1));
      return new Version(decode(token), lineage);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "not a version: '"
              + abbreviate(text)
              + "' ("
              + e.getMessage()
              + "); use the text a read or write gave",
          e);
    }
  }

  /** What the location compares; for implementors. */
  public String token() {
    return token;
  }

  /** The ids of the last writes up to this state; for implementors. */
  public Lineage lineage() {
    return lineage;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Version that && token.equals(that.token);
  }

  @Override
  public int hashCode() {
    return token.hashCode();
  }

  /** The text form, see {@link #parse(String)}. */
  @Override
  public String toString() {
    String encoded = encode(token);
    return lineage.isUnknown() ? encoded : encoded + "." + lineage;
  }

  private static String encode(String token) {
    if (PLAIN_TOKEN.matcher(token).matches()) {
      return token;
    }
    byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
    return "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String decode(String encoded) {
    if (encoded.startsWith("_") && encoded.length() > 1) {
      return new String(
          Base64.getUrlDecoder().decode(encoded.substring(1)), StandardCharsets.UTF_8);
    }
    if (!PLAIN_TOKEN.matcher(encoded).matches()) {
      throw new IllegalArgumentException("it has no token");
    }
    return encoded;
  }

  private static String abbreviate(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }
}
