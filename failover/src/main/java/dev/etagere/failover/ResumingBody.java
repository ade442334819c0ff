package dev.etagere.failover;

import dev.etagere.core.Ambient;
import dev.etagere.core.spi.Fetched;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A body that goes on when the one below breaks off or stalls: from the byte it had reached, of the
 * same version, at whichever location has it. For one thread, but for {@link #breakOff}.
 *
 * @param <W> how its user names a location
 */
public final class ResumingBody<W> extends InputStream {
  /** How often in a row it is opened anew without a byte in between. */
  private static final int MAX_REOPENINGS = 3;

  private final Reopener<W> reopener;
  private final long expected;
  private volatile Part<W> part;
  private long position;
  private int reopenings;
  private volatile boolean brokenOff;
  private boolean closed;

  /**
   * A body and where it comes from.
   *
   * @param found the body
   * @param where it comes from
   * @param guard breaks it off when it stalls
   */
  public record Part<W>(Fetched.Found found, W where, StallGuard guard) {
    /** A body that may give no byte for so long. */
    public Part(Fetched.Found found, W where, Duration stallLimit, Ambient ambient) {
      this(found, where, new StallGuard(stallLimit, ambient, found.breakOff()));
    }

    void close() throws IOException {
      guard.close();
      found.stream().close();
    }
  }

  /** Opens the rest. */
  public interface Reopener<W> {
    /**
     * The rest of the same version.
     *
     * @param position how many bytes were read so far
     * @param failed where it broke off
     * @param givenUp whether nobody waits for it any more
     * @return {@code null} if it is to be had nowhere
     */
    @Nullable Part<W> reopen(long position, W failed, IOException cause, BooleanSupplier givenUp);
  }

  /**
   * A body.
   *
   * @param expected how many bytes there must be
   */
  public ResumingBody(Part<W> first, long expected, Reopener<W> reopener) {
    this.part = first;
    this.expected = expected;
    this.reopener = reopener;
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
    while (true) {
      Part<W> current = part;
      IOException broken;
      current.guard().readBegins();
      try {
        int read = current.found().stream().read(buffer, offset, length);
        if (read < 0 && position < expected) {
          throw new EOFException("the body broke off after " + position + " of " + expected);
        }
        if (read > 0) {
          position += read;
          reopenings = 0;
        }
        return read;
      } catch (IOException e) {
        if (position >= expected) {
          return -1; // nothing is missing
        }
        broken = e;
      } finally {
        current.guard().readEnds();
      }
      reopen(current, broken);
    }
  }

  private void reopen(Part<W> current, IOException broken) throws IOException {
    if (closed || brokenOff || Thread.currentThread().isInterrupted()) {
      throw broken;
    }
    current.guard().close();
    if (++reopenings > MAX_REOPENINGS) {
      throw broken;
    }
    Part<W> next = reopener.reopen(position, current.where(), broken, () -> brokenOff);
    if (next == null) {
      throw broken;
    }
    part = next;
    try {
      current.found().stream().close();
    } catch (IOException e) {
      broken.addSuppressed(e);
    }
    if (brokenOff) {
      next.found().breakOff().run();
    }
  }

  @Override
  public int available() throws IOException {
    return part.found().stream().available();
  }

  /** Makes a read that waits fail at once, for good; from any thread. */
  public void breakOff() {
    brokenOff = true;
    part.found().breakOff().run();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    part.close();
  }
}
