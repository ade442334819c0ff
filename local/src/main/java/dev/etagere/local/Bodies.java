package dev.etagere.local;

import dev.etagere.core.spi.Checksums;
import dev.etagere.core.spi.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Moves bodies in and out of storage. */
final class Bodies {
  private final Storage storage;

  Bodies(Storage storage) {
    this.storage = storage;
  }

  /** A body that is stored, and that nothing refers to yet. */
  record Taken(Storage.Spool spool, List<Piece> pieces, String etag, long size)
      implements AutoCloseable {
    @Override
    public void close() {
      spool.close();
    }
  }

  /** Reads a body to its end and stores it, outside of any transaction. */
  Taken take(InputStream body, PutRequest request, Supplier<Deadline> patience) throws IOException {
    Storage.Spool spool = storage.spool(patience);
    boolean taken = false;
    try {
      MessageDigest md5 = Checksums.md5();
      long size = copy(body, spool, md5, request.length());
      Taken result = new Taken(spool, spool.finish(), Checksums.etag(md5.digest()), size);
      verify(result, request);
      taken = true;
      return result;
    } finally {
      if (!taken) {
        spool.close();
      }
    }
  }

  private static long copy(InputStream body, Storage.Spool spool, MessageDigest md5, long announced)
      throws IOException {
    byte[] buffer = new byte[bufferSize(announced)];
    long size = 0;
    for (int read; (read = body.read(buffer)) >= 0; ) {
      if (Thread.currentThread().isInterrupted()) {
        throw Interrupts.again(new InterruptedIOException());
      }
      md5.update(buffer, 0, read);
      spool.write(buffer, read);
      size += read;
      if (announced >= 0 && size > announced) {
        throw wrongLength(size, announced);
      }
    }
    return size;
  }

  private static int bufferSize(long announced) {
    return announced < 0 ? 1 << 16 : (int) Math.min(1 << 17, announced + 1);
  }

  private static void verify(Taken taken, PutRequest request) {
    if (request.length() >= 0 && taken.size() != request.length()) {
      throw wrongLength(taken.size(), request.length());
    }
    if (request.md5() != null && !request.md5().equals(taken.etag())) {
      throw new EngineException(
          ErrorCode.BAD_DIGEST,
          "the body has the MD5 " + taken.etag() + ", and " + request.md5() + " was announced");
    }
  }

  private static EngineException wrongLength(long size, long announced) {
    return new EngineException(
        ErrorCode.INCOMPLETE_BODY,
        "the body has "
            + (size > announced ? "more" : "only " + size)
            + " bytes, and "
            + announced
            + " were announced");
  }

  /**
   * Opens some bytes of a body.
   *
   * @return {@code null} if a piece of it has been dropped meanwhile
   */
  @Nullable InputStream open(List<Piece> pieces, Range.Slice slice) throws IOException {
    List<InputStream> streams = new ArrayList<>();
    boolean complete = false;
    try {
      long start = 0;
      for (Piece piece : pieces) {
        long from = Math.max(slice.offset(), start);
        long to = Math.min(slice.offset() + slice.length(), start + piece.length());
        if (from < to) {
          InputStream stream = storage.open(piece, from - start, to - from);
          if (stream == null) {
            return null;
          }
          streams.add(stream);
        }
        start += piece.length();
      }
      complete = true;
      return streams.size() == 1 ? streams.get(0) : new JoinedStream(streams);
    } finally {
      if (!complete) {
        new JoinedStream(streams).close();
      }
    }
  }
}
