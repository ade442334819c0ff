package dev.etagere.core;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of a {@link Content}, wherever they are. */
public sealed interface Body {
  /** The length of a stream whose end is not known before. */
  long UNKNOWN_LENGTH = -1;

  /**
   * How many bytes there are, or {@link #UNKNOWN_LENGTH}.
   *
   * @throws IOException if a file cannot be looked at
   */
  long length() throws IOException;

  /**
   * Opens the bytes from the start; a {@link Stream} can be opened once only.
   *
   * @throws IOException if they cannot be opened, or not again
   */
  InputStream open() throws IOException;

  /**
   * Bytes in memory; the array is not copied, so it must not be changed afterwards.
   *
   * @param bytes the bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // an identity, not a value: a copy is what it avoids
  record Bytes(byte[] bytes) implements Body {
    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }
  }

  /**
   * A file; it must not change while it is written to the store.
   *
   * @param path where it is
   */
  record File(Path path) implements Body {
    @Override
    public long length() throws IOException {
      return Files.size(path);
    }

    @Override
    public InputStream open() throws IOException {
      return Files.newInputStream(path);
    }
  }

  /** A stream, read once from where it stands; the store closes it. */
  final class Stream implements Body {
    private final InputStream stream;
    private final long length;
    private boolean opened;

    Stream(InputStream stream, long length) {
      this.stream = stream;
      this.length = length;
    }

    @Override
    public long length() {
      return length;
    }

    @Override
    public synchronized InputStream open() throws IOException {
      if (opened) {
        throw new IOException("a stream can be stored once; give a new one for another write");
      }
      opened = true;
      return stream;
    }
  }
}
