package dev.etagere.quorum.store;

import dev.etagere.core.Body;
import dev.etagere.core.spi.Checksums;
import java.io.ByteArrayInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Content that can be read as often as there are locations, its size and checksum known: a stream,
 * unless it is small, goes to a temporary file first.
 */
final class Spool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

  private final Body body;
  private final long size;
  private final String checksum;
  private final @Nullable Path temporary;

  private Spool(Body body, long size, String checksum, @Nullable Path temporary) {
    this.body = body;
    this.size = size;
    this.checksum = checksum;
    this.temporary = temporary;
  }

  /**
   * Takes a body in.
   *
   * @param small so many bytes are held in memory
   */
  static Spool of(String key, Body body, int small) throws IOException {
    return of(key, body, small, Path.of(System.getProperty("java.io.tmpdir")));
  }

  static Spool of(String key, Body body, int small, Path folder) throws IOException {
    if (body instanceof Body.Bytes given) {
      // Copies may be on their way after the write is done, and an array be used again by then.
      byte[] bytes = given.length() <= small ? given.bytes().clone() : given.bytes();
      return new Spool(new Body.Bytes(bytes), bytes.length, Checksums.crc32c(bytes), null);
    }
    try (InputStream in = body.open()) {
      byte[] start = in.readNBytes(small + 1);
      if (start.length <= small) {
        requireLength(key, body.length(), start.length);
        return new Spool(new Body.Bytes(start), start.length, Checksums.crc32c(start), null);
      }
      InputStream whole = new SequenceInputStream(new ByteArrayInputStream(start), in);
      return body instanceof Body.File
          ? ofFile(key, body, whole)
          : ofStream(key, body, whole, folder);
    }
  }

  private static Spool ofFile(String key, Body file, InputStream in) throws IOException {
    CRC32C crc = new CRC32C();
    long size = copy(in, OutputStream.nullOutputStream(), crc);
    requireLength(key, file.length(), size);
    return new Spool(file, size, Checksums.text(crc), null);
  }

  private static Spool ofStream(String key, Body stream, InputStream in, Path folder)
      throws IOException {
    Path file = ToDisk.newFile(folder);
    boolean done = false;
    try (OutputStream out = new ToDisk(folder, file)) {
      CRC32C crc = new CRC32C();
      long size = copy(in, out, crc);
      requireLength(key, stream.length(), size);
      done = true;
      return new Spool(new Body.File(file), size, Checksums.text(crc), file);
    } finally {
      if (!done) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static long copy(InputStream in, OutputStream out, CRC32C crc) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long size = 0;
    for (int read; (read = in.read(buffer)) >= 0; size += read) {
      crc.update(buffer, 0, read);
      out.write(buffer, 0, read);
    }
    return size;
  }

  private static void requireLength(String key, long announced, long got) {
    if (announced != Body.UNKNOWN_LENGTH && announced != got) {
      throw new IllegalArgumentException(
          "write of '"
              + key
              + "': the body was announced with "
              + announced
              + " bytes and has "
              + got
              + "; nothing was stored");
    }
  }

  Body body() {
    return body;
  }

  /** All of it, in memory, where it is if it is small; not to be changed. */
  byte[] bytes() throws IOException {
    if (body instanceof Body.Bytes bytes) {
      return bytes.bytes();
    }
    try (InputStream in = body.open()) {
      return in.readAllBytes();
    }
  }

  long size() {
    return size;
  }

  String checksum() {
    return checksum;
  }

  /** Never throws: what was written must not look as if it were not. */
  @Override
  public void close() {
    try {
      if (temporary != null) {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      LOG.warn("the temporary file {} is left", temporary, e);
    }
  }

  /** A disk that is full must not look like a stream that cannot be read. */
  private static final class ToDisk extends FilterOutputStream {
    private final Path folder;

    ToDisk(Path folder, Path file) throws IOException {
      super(Files.newOutputStream(file));
      this.folder = folder;
    }

    static Path newFile(Path folder) throws IOException {
      try {
        return Files.createTempFile(folder, "etagere-", ".spool");
      } catch (IOException e) {
        throw refused(folder, e);
      }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        throw refused(folder, e);
      }
    }

    private static IOException refused(Path folder, IOException e) {
      return new IOException(
          "a stream this large is kept in a temporary file until the locations have it, and "
              + folder
              + " does not take it: give a file or bytes instead, or set -Djava.io.tmpdir",
          e);
    }
  }
}
