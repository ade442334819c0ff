package dev.etagere.s3;

import dev.etagere.core.spi.Checksums;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.StoreSettings;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeoutException;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a file or an array, read once before the first is sent: for the CRC-32C of the
 * whole, which stands in the metadata an upload begins with, and that of each part, which each
 * later reading of it must give again. A body that changes meanwhile is therefore never stored
 * under a checksum it does not have.
 */
final class SummedParts implements PartSource {
  /**
   * Larger ones are not read once more: no part of them would be on its way for long. Their parts
   * have an MD5 each.
   */
  static final long MOST = 4L << 30;

  private final PartSource source;
  private final Deque<Part> parts;
  private final String checksum;

  private SummedParts(PartSource source, Deque<Part> parts, String checksum) {
    this.source = source;
    this.parts = parts;
    this.checksum = checksum;
  }

  /**
   * Reads it, if that is worth it.
   *
   * @param length the length announced
   * @return the same parts, those of a stream as they are
   * @throws TimeoutException if the deadline passed meanwhile
   */
  static PartSource of(PartSource source, long length, long partSize, Deadline deadline)
      throws IOException, InterruptedException, TimeoutException {
    if (source instanceof StreamParts || length < 0 || length > MOST) {
      return source;
    }
    Deque<Part> parts = new ArrayDeque<>();
    CRC32C all = new CRC32C();
    long taken = 0;
    while (taken < length) {
      if (deadline.passed()) {
        throw new TimeoutException();
      }
      Part part = source.next(partSize);
      if (part.length() == 0) {
        break;
      }
      parts.add(new SummedPart(part, sum(part, all)));
      taken += part.length();
    }
    return new SummedParts(source, parts, Checksums.text(all));
  }

  private static int sum(Part part, CRC32C all) throws IOException, InterruptedException {
    CRC32C own = new CRC32C();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = part.open()) {
      for (int read; (read = in.read(buffer)) >= 0; ) {
        own.update(buffer, 0, read);
        all.update(buffer, 0, read);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    }
    return (int) own.getValue();
  }

  @Override
  public String checksum() {
    return checksum;
  }

  @Override
  public Part next(long size) throws IOException {
    Part part = parts.poll();
    return part == null ? source.next(size) : part;
  }

  @Override
  public boolean atEnd() throws IOException {
    return parts.isEmpty() && source.atEnd();
  }

  @Override
  public int atOnce(long partSize, StoreSettings settings) {
    return source.atOnce(partSize, settings);
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  private record SummedPart(Part part, int sum) implements Part {
    @Override
    public long length() {
      return part.length();
    }

    @Override
    public InputStream open() {
      return new Checked(part.open(), part.length(), sum);
    }

    @Override
    public byte[] md5(String key) {
      try {
        return Part.super.md5(key);
      } catch (UncheckedIOException e) {
        throw e.getCause() instanceof Changed ? changed(key, e.getCause()) : e;
      }
    }

    @Override
    public void requireUnchanged(byte @Nullable [] md5, String key) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      try (InputStream in = open()) {
        in.transferTo(OutputStream.nullOutputStream());
      } catch (IOException e) {
        throw changed(key, e);
      }
    }

    private static UncheckedIOException changed(String key, IOException why) {
      return new UncheckedIOException(
          new IOException(
              "what is written to '" + key + "' changed meanwhile; nothing was stored", why));
    }
  }

  /** Of bytes that are not what they were at first. */
  private static final class Changed extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    Changed() {
      super("what is read has changed");
    }
  }

  /** Gives its last bytes only if all of them are what they were. */
  private static final class Checked extends FilterInputStream {
    private final CRC32C crc = new CRC32C();
    private final int expected;
    private long left;

    Checked(InputStream in, long length, int expected) {
      super(in);
      this.left = length;
      this.expected = expected;
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
        crc.update(buffer, offset, read);
        left -= read;
        if (left == 0 && (int) crc.getValue() != expected) {
          throw new Changed();
        }
      }
      return read;
    }

    @Override
    public long skip(long n) throws IOException {
      return 0; // Each byte counts.
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
