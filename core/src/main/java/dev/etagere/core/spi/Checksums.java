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
  private Checksums() {}

  /** CRC-32C as it stands in a {@link Stamp}. */
  public static String crc32c(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return text(crc);
  }

  /** A checksum as it stands in a {@link Stamp}. */
  public static String text(CRC32C crc) {
    return HexFormat.of().toHexDigits((int) crc.getValue());
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
