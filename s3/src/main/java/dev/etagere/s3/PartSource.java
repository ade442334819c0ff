package dev.etagere.s3;

import dev.etagere.core.Body;
import dev.etagere.core.spi.Checksums;
import dev.etagere.core.spi.StoreSettings;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * A body, part by part. Only the parts of a stream are held in memory until they are sent; those of
 * a file or an array are read where they are, as often as they are sent.
 */
interface PartSource extends Closeable {
  /** The next part, shorter than wanted only at the end, and empty after it. */
  Part next(long size) throws IOException;

  /** Whether nothing follows the parts taken. */
  boolean atEnd() throws IOException;

  /** How many parts may be under way at once, so that those in memory stay within their bound. */
  int atOnce(long partSize, StoreSettings settings);

  /** CRC-32C of all of it as it stands in a stamp, or {@code null} if it is not known before. */
  default @Nullable String checksum() {
    return null;
  }

  /** Opens a body that can be opened again. */
  static PartSource of(Body body) throws IOException {
    if (body instanceof Body.File file && file.path().getFileSystem() == FileSystems.getDefault()) {
      return new FileParts(new RandomAccessFile(file.path().toFile(), "r"));
    }
    return body instanceof Body.Bytes bytes
        ? new ArrayParts(bytes.bytes())
        : new StreamParts(body.open());
  }

  /** A part, which can be read any number of times. */
  interface Part {
    long length();

    /** Whether each reading of it gives the same bytes, or fails. */
    default boolean isSteady() {
      return true;
    }

    InputStream open();

    /**
     * Its MD5.
     *
     * @param key for the error
     * @throws UncheckedIOException if it cannot be read
     */
    default byte[] md5(String key) {
      MessageDigest md5 = Checksums.md5();
      byte[] buffer = new byte[1 << 16];
      try (InputStream in = open()) {
        for (int read; (read = in.read(buffer)) >= 0; ) {
          md5.update(buffer, 0, read);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read what is to be stored at '" + key + "'", e);
      }
      return md5.digest();
    }

    /**
     * For what may have changed under our hands.
     *
     * @param md5 what it was; {@code null} for a steady part, if it is not known
     * @throws UncheckedIOException if it did, or cannot be read any more
     */
    default void requireUnchanged(byte @Nullable [] md5, String key) {
      // Memory does not change.
    }
  }

  /** Of an array. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Slice(byte[] bytes, int offset, int size) implements Part {
    @Override
    public long length() {
      return size;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes, offset, size);
    }
  }

  /** Parts of a stream: each is held until it is sent. */
  final class StreamParts implements PartSource {
    private final InputStream in;

    StreamParts(InputStream in) {
      this.in = in;
    }

    /**
     * Larger parts than the settings say, fewer at once: they hold no more in memory than those.
     */
    @Override
    public int atOnce(long partSize, StoreSettings settings) {
      long budget = settings.partSize() * settings.parallelism();
      return (int) Math.max(1, Math.min(settings.parallelism(), budget / partSize));
    }

    @Override
    public Part next(long size) throws IOException {
      byte[] bytes = new byte[(int) size];
      return new Slice(bytes, 0, in.readNBytes(bytes, 0, bytes.length));
    }

    @Override
    public boolean atEnd() throws IOException {
      return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /** Parts of an array. */
  final class ArrayParts implements PartSource {
    private final byte[] bytes;
    private int taken;

    ArrayParts(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public int atOnce(long partSize, StoreSettings settings) {
      return settings.parallelism();
    }

    @Override
    public Part next(long size) {
      int offset = taken;
      taken += (int) Math.min(size, bytes.length - offset);
      return new Slice(bytes, offset, taken - offset);
    }

    @Override
    public boolean atEnd() {
      return taken == bytes.length;
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  /**
   * Parts of a file, which is open until the upload is over, so that they are of one file whatever
   * is put in its place. Not by a channel: that closes when a thread that reads it is interrupted,
   * as the SDK does at the end of an attempt.
   */
  final class FileParts implements PartSource {
    private final RandomAccessFile file;
    private long taken;

    FileParts(RandomAccessFile file) {
      this.file = file;
    }

    @Override
    public int atOnce(long partSize, StoreSettings settings) {
      return settings.parallelism();
    }

    @Override
    public Part next(long size) throws IOException {
      long offset = taken;
      taken += Math.min(size, Math.max(0, file.length() - offset));
      return new FilePart(file, offset, taken - offset);
    }

    @Override
    public boolean atEnd() throws IOException {
      return taken >= file.length();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  /** A part of a file. */
  record FilePart(RandomAccessFile file, long offset, long length) implements Part {
    @Override
    public boolean isSteady() {
      return false;
    }

    @Override
    public InputStream open() {
      return new PartStream(this);
    }

    @Override
    public void requireUnchanged(byte @Nullable [] md5, String key) {
      if (md5 != null
          && !Thread.currentThread().isInterrupted()
          && !MessageDigest.isEqual(md5, md5(key))) {
        throw new UncheckedIOException(
            new IOException(
                "the file changed while it was written to '" + key + "'; nothing was stored"));
      }
    }
  }

  /**
   * Goes to its place for each read, so that several threads can read one file; and reads much at
   * once, for they wait for one another, and the SDK asks for 4 KiB at a time.
   */
  final class PartStream extends InputStream {
    private static final int AT_ONCE = 1 << 16;

    private final FilePart part;
    private final byte[] ahead;
    private int start;
    private int end;
    private long count;

    PartStream(FilePart part) {
      this.part = part;
      this.ahead = new byte[(int) Math.min(AT_ONCE, part.length())];
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int wanted) throws IOException {
      if (wanted == 0) {
        return 0;
      }
      if (start == end && count == part.length()) {
        return -1;
      }
      if (start == end && wanted >= ahead.length) {
        return fromFile(buffer, offset, wanted);
      }
      if (start == end) {
        start = 0;
        end = fromFile(ahead, 0, ahead.length);
      }
      int read = Math.min(wanted, end - start);
      System.arraycopy(ahead, start, buffer, offset, read);
      start += read;
      return read;
    }

    private int fromFile(byte[] buffer, int offset, int wanted) throws IOException {
      int read;
      synchronized (part.file()) {
        part.file().seek(part.offset() + count);
        read = part.file().read(buffer, offset, (int) Math.min(wanted, part.length() - count));
      }
      if (read < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
      count += read;
      return read;
    }
  }
}
