package dev.etagere.local;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Streams one after the other, each closed when it has been read. */
final class JoinedStream extends InputStream {
  private final Deque<InputStream> rest;

  JoinedStream(List<InputStream> streams) {
    this.rest = new ArrayDeque<>(streams);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!rest.isEmpty()) {
      int read = rest.element().read(buffer, offset, length);
      if (read >= 0) {
        return read;
      }
      rest.remove().close();
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    while (!rest.isEmpty()) {
      rest.remove().close();
    }
  }
}
