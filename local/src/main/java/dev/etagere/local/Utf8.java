package dev.etagere.local;

import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Keys as bytes, in whose order S3 lists. */
final class Utf8 {
  private Utf8() {}

  static byte[] bytes(String key) {
    return key.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] key) {
    return new String(key, StandardCharsets.UTF_8);
  }

  static boolean isValid(String key) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(CharBuffer.wrap(key));
  }

  /** The least key above this one. */
  static byte[] after(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  /** A lower bound of all keys above those that start with a prefix. UTF-8 holds no byte 0xff. */
  static byte[] afterAll(byte[] prefix) {
    byte[] bound = prefix.clone();
    bound[bound.length - 1]++;
    return bound;
  }

  static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }
}
