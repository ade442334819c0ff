package dev.etagere.local.server;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The body of a request; keeps it where it is read twice. */
final class RequestBody extends FilterInputStream {
  /** Names 10,000 parts with their checksums. */
  private static final int MOST_KEPT = 8 << 20;

  private static final int MOST_DRAINED = 64 << 20;

  private final boolean keep;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

  RequestBody(InputStream in, boolean keep) {
    super(in);
    this.keep = keep;
  }

  String kept() {
    return kept.toString(StandardCharsets.ISO_8859_1);
  }

  /** The same when all of it is read. */
  String whole() {
    try {
      byte[] buffer = new byte[8_192];
      while (kept.size() < MOST_KEPT && read(buffer, 0, buffer.length) >= 0) {
        // Kept by the read.
      }
      return kept();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = in.read(buffer, offset, length);
    if (keep && count > 0 && kept.size() + count <= MOST_KEPT) {
      kept.write(buffer, offset, count);
    }
    return count;
  }

  /**
   * Reads what is left, unless it is much. Jetty would close the connection over it without a word,
   * and a client that took it for alive would not know what became of its next request.
   *
   * @return whether all was read
   */
  boolean drain() {
    try {
      byte[] buffer = new byte[8_192];
      for (int left = MOST_DRAINED; left > 0; ) {
        int count = in.read(buffer);
        if (count < 0) {
          return true;
        }
        left -= count;
      }
    } catch (IOException e) {
      // The client has gone.
    }
    return false;
  }
}
