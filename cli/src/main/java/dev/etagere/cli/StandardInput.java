package dev.etagere.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Standard input that hears an interrupt, which a read of the system's does not: a thread of its
 * own reads, from the first read on, at most a few pieces ahead.
 */
final class StandardInput extends InputStream {
  private static final int PIECE = 1 << 16;
  private static final int AHEAD = 4;

  /**
   * What was read.
   *
   * @param bytes none at the end
   * @param failure why no more can be read
   */
  @SuppressWarnings("ArrayRecordComponent") // only handed over
  private record Piece(byte[] bytes, @Nullable IOException failure) {}

  private final InputStream source;
  private final BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(AHEAD);
  private @Nullable Piece piece;
  private int at;

  StandardInput(InputStream source) {
    this.source = source;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (length == 0) {
      return 0;
    }
    Piece now = piece();
    if (now.failure() != null) {
      throw now.failure();
    }
    int count = Math.min(length, now.bytes().length - at);
    System.arraycopy(now.bytes(), at, buffer, offset, count);
    at += count;
    return count == 0 ? -1 : count;
  }

  /** The piece at hand: the last one, which is empty, is so for good. */
  private Piece piece() throws IOException {
    Piece now = piece;
    if (now == null) {
      Thread reader = new Thread(this::readAll, "etagere-stdin");
      reader.setDaemon(true);
      reader.start();
    } else if (now.bytes().length == 0 || at < now.bytes().length) {
      return now;
    }
    try {
      now = pieces.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for standard input");
    }
    piece = now;
    at = 0;
    return now;
  }

  private void readAll() {
    try {
      while (put(next())) {
        // until the end
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Hands it over; whether another may follow. */
  private boolean put(Piece next) throws InterruptedException {
    pieces.put(next);
    return next.bytes().length > 0;
  }

  private Piece next() {
    byte[] buffer = new byte[PIECE];
    try {
      int count = source.read(buffer);
      return new Piece(count <= 0 ? new byte[0] : Arrays.copyOf(buffer, count), null);
    } catch (IOException e) {
      return new Piece(new byte[0], e);
    }
  }
}
