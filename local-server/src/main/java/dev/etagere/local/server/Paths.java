package dev.etagere.local.server;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-escapes in the path of a URL. */
final class Paths {
  private static final String UNRESERVED = "-_.~/";
  private static final String HEX = "0123456789ABCDEF";

  private Paths() {}

  /** The text of a path; what is no UTF-8 is replaced. */
  static String decode(String path) {
    return new String(bytes(path), StandardCharsets.UTF_8);
  }

  /**
   * Escapes a path anew, as a signature wants it: {@code a//b} is signed as it stands, whatever the
   * client sent.
   *
   * @throws IllegalArgumentException if the path is no UTF-8
   */
  static String canonical(String path) {
    byte[] bytes = bytes(path);
    requireUtf8(bytes);
    StringBuilder text = new StringBuilder(bytes.length + 16);
    for (byte each : bytes) {
      char c = (char) (each & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0)) {
        text.append(c);
      } else {
        text.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    return text.toString();
  }

  private static void requireUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the path is no valid UTF-8", e);
    }
  }

  private static byte[] bytes(String path) {
    byte[] raw = path.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length);
    for (int i = 0; i < raw.length; i++) {
      int high = raw[i] == '%' && i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(raw[i + 2], 16);
      if (low < 0) {
        out.write(raw[i]);
      } else {
        out.write(high << 4 | low);
        i += 2;
      }
    }
    return out.toByteArray();
  }
}
