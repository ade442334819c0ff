package dev.etagere.core.spi;

import dev.etagere.core.CorruptException;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.ObjectStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A whole body that checks at its end that nothing is missing and, where it is known, its checksum.
 */
public final class VerifiedStream extends FilterInputStream {
  private final ObjectInfo info;
  private final @Nullable String checksum;
  private final CRC32C crc = new CRC32C();
  private long count;
  private boolean checked;

  private VerifiedStream(InputStream in, ObjectInfo info, @Nullable String checksum) {
    super(in);
    this.info = info;
    this.checksum = checksum;
  }

  /** Of a whole object: a read that comes to an end it should not have throws. */
  public static ObjectStream wrap(Fetched.Found found) {
    ObjectInfo info = found.stream().info();
    return new ObjectStream(
        info, new VerifiedStream(found.stream(), info, found.stamp().checksum()));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = in.read(buffer, offset, length);
    if (read > 0) {
      count += read;
      if (checksum != null) {
        crc.update(buffer, offset, read);
      }
    } else if (read < 0 && !checked) {
      check();
    }
    return read;
  }

  private void check() throws IOException {
    checked = true;
    if (count != info.size()) {
      throw new EOFException(
          "'" + info.key() + "' broke off after " + count + " of " + info.size() + " bytes");
    }
    if (checksum != null && !checksum.equals(Checksums.text(crc))) {
      throw new CorruptException(
          info.key(),
          "'"
              + info.key()
              + "' at version "
              + info.version()
              + " is damaged: its bytes do not have the"
              + " checksum they were written with",
          null);
    }
  }

  @Override
  public long skip(long n) throws IOException {
    long skipped = 0;
    byte[] buffer = new byte[8192];
    while (skipped < n) {
      int read = read(buffer, 0, (int) Math.min(buffer.length, n - skipped));
      if (read < 0) {
        break;
      }
      skipped += read;
    }
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  @Override
  public void mark(int limit) {
    // Bytes read twice would spoil the checksum.
  }

  @Override
  public synchronized void reset() throws IOException {
    throw new IOException("this stream cannot go back; open the object again");
  }
}
