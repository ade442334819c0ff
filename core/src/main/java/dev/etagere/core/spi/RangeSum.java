package dev.etagere.core.spi;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The checksum of one range of an object, of the kind that its stamp lets one compare: the CRC-32C,
 * which costs a seventieth of an MD5, where it is known for the whole; else the MD5 where the
 * object has a part for each range; else none.
 */
final class RangeSum {
  private final @Nullable CRC32C crc;
  private final @Nullable MessageDigest md5;
  private byte[] digest = {};
  private long length;

  private RangeSum(@Nullable CRC32C crc, @Nullable MessageDigest md5) {
    this.crc = crc;
    this.md5 = md5;
  }

  /** Of an object with this stamp. */
  static RangeSum of(Stamp stamp) {
    if (stamp.checksum() != null) {
      return new RangeSum(new CRC32C(), null);
    }
    return new RangeSum(null, stamp.partSize() > 0 ? Checksums.md5() : null);
  }

  void update(byte[] buffer, int count) {
    if (crc != null) {
      crc.update(buffer, 0, count);
    }
    if (md5 != null) {
      md5.update(buffer, 0, count);
    }
  }

  /** After its last byte. */
  RangeSum ended(long bytes) {
    length = bytes;
    if (md5 != null) {
      digest = md5.digest();
    }
    return this;
  }

  /** Of all, in their order, as it stands in a {@link Stamp}. */
  static String crc32c(List<RangeSum> all) {
    int joined = 0;
    for (RangeSum each : all) {
      int value = each.crc == null ? 0 : (int) each.crc.getValue();
      joined = Checksums.joined(joined, value, each.length);
    }
    return Checksums.text(joined);
  }

  /** Of all, in their order, as an ETag. */
  static String etag(List<RangeSum> all) {
    List<byte[]> digests = new ArrayList<>();
    all.forEach(each -> digests.add(each.digest));
    return Checksums.ofParts(digests);
  }
}
