package dev.etagere.core.spi;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * What a key may be: what S3 allows, less control characters, U+FFFE and U+FFFF, which its XML
 * cannot carry.
 */
public final class Keys {
  /** The longest key, in bytes of UTF-8, the location's prefix included. */
  public static final int MAX_BYTES = 1_024;

  private Keys() {}

  /**
   * Checks a key.
   *
   * @param prefix what the location puts before it
   * @return the whole key
   * @throws IllegalArgumentException if it is empty, too long, no valid Unicode, or holds a control
   *     character, U+FFFE or U+FFFF
   */
  public static String require(String prefix, String key) {
    if (key.isEmpty()) {
      throw new IllegalArgumentException("an empty key; a key has 1 to " + MAX_BYTES + " bytes");
    }
    for (int i = 0; i < key.length(); i++) {
      requireCharacter(key, key.charAt(i));
    }
    String whole = prefix + key;
    int bytes = utf8Length(whole);
    if (bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "key '"
              + printable(key)
              + "' takes "
              + bytes
              + " bytes with its prefix, and at most "
              + MAX_BYTES
              + " are possible");
    }
    return whole;
  }

  private static void requireCharacter(String key, char c) {
    if (Character.isISOControl(c)) {
      throw new IllegalArgumentException("key '" + printable(key) + "' holds a control character");
    }
    if (isNoCharacterOfXml(c)) {
      throw new IllegalArgumentException(
          "key '" + printable(key) + "' holds U+FFFE or U+FFFF, which are no characters of XML");
    }
  }

  private static boolean isNoCharacterOfXml(int c) {
    return c == 0xfffe || c == 0xffff;
  }

  private static int utf8Length(String key) {
    if (isAscii(key)) {
      return key.length();
    }
    try {
      return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(key)).remaining();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "key '" + printable(key) + "' is not valid Unicode (half a surrogate pair)", e);
    }
  }

  private static boolean isAscii(String key) {
    for (int i = 0; i < key.length(); i++) {
      if (key.charAt(i) > 0x7f) {
        return false;
      }
    }
    return true;
  }

  private static String printable(String key) {
    String start = key.length() <= 60 ? key : key.substring(0, 60) + "…";
    StringBuilder shown = new StringBuilder();
    start
        .chars()
        .forEach(
            c -> {
              if (Character.isISOControl(c)
                  || Character.isSurrogate((char) c)
                  || isNoCharacterOfXml(c)) {
                shown.append(String.format("\\u%04x", c));
              } else {
                shown.append((char) c);
              }
            });
    return shown.toString();
  }
}
