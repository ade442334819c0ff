package dev.etagere.local;

import dev.etagere.core.UnavailableException;
import dev.etagere.core.spi.Deadline;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that must have come by a deadline. */
final class BoundedStream extends FilterInputStream {
  private final String key;
  private final Deadline deadline;

  BoundedStream(InputStream in, String key, Deadline deadline) {
    super(in);
    this.key = key;
    this.deadline = deadline;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (deadline.passed()) {
      throw new UnavailableException(
          key,
          "what is to be stored at '"
              + key
              + "' had not come within "
              + deadline
              + "; nothing was stored",
          null);
    }
    return in.read(buffer, offset, length);
  }
}
