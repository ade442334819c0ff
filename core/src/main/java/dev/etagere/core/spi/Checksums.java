package dev.etagere.core.spi;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The checksums of stored bytes. MD5 is here because S3's ETags are made of it, not for secrecy.
 */
public final class Checksums {
  /** CRC-32C's polynomial, the lowest power in the highest bit, as the checksum itself has it. */
  private static final int POLYNOMIAL = 0x82f63b78;

  private static final int ONE = 1 << 31;
  private static final int X_TO_THE_8 = ONE >>> 8;

  private Checksums() {}

  /** CRC-32C as it stands in a {@link Stamp}. */
  public static String crc32c(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return text(crc);
  }

  /** A checksum as it stands in a {@link Stamp}. */
  public static String text(CRC32C crc) {
    return text((int) crc.getValue());
  }

  /** The same of a value that was worked out elsewhere. */
  public static String text(int crc32c) {
    return HexFormat.of().toHexDigits(crc32c);
  }

  /**
   * The CRC-32C of two runs of bytes, one after the other, from theirs: in the arithmetic of CRCs
   * the first one is shifted by as many bits as the second has, and the second is added.
   *
   * @param bytes how many the second run has
   */
  public static int joined(int first, int second, long bytes) {
    int shift = ONE;
    int square = X_TO_THE_8;
    for (long left = bytes; left > 0; left >>= 1) {
      if ((left & 1) != 0) {
        shift = product(shift, square);
      }
      square = product(square, square);
    }
    return product(shift, first) ^ second;
  }

  private static int product(int a, int b) {
    int sum = 0;
    int shifted = b;
    for (int bit = ONE; bit != 0; bit >>>= 1) {
      if ((a & bit) != 0) {
        sum ^= shifted;
      }
      shifted = (shifted & 1) != 0 ? (shifted >>> 1) ^ POLYNOMIAL : shifted >>> 1;
    }
    return sum;
  }

  /** A new MD5. */
  public static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }

  /** The ETag S3 gives a plain object written in one piece: the MD5 of its bytes. */
  public static String etag(byte[] md5) {
    return HexFormat.of().formatHex(md5);
  }

  /**
   * The ETag S3 gives a plain object written in parts: the MD5 of the parts' MD5s, and their
   * number.
   */
  public static String ofParts(List<byte[]> md5s) {
    MessageDigest all = md5();
    md5s.forEach(all::update);
    return HexFormat.of().formatHex(all.digest()) + "-" + md5s.size();
  }
}
