package dev.etagere.failover.s3;

import dev.etagere.failover.Stalls;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;

/**
 * A body that goes on when it breaks off or stands still, by a range of the same object from
 * wherever that can be had. For one reader; {@link #abort} may come from another thread.
 */
final class ResumingStream extends InputStream implements Stalls.Watched {
  /** However often a body may go on. */
  static final int MOST = 10;

  /** Where the rest comes from. */
  interface Source {
    /**
     * Opens the rest.
     *
     * @throws IOException if it is not to be had
     */
    ResponseInputStream<?> reopen(long position, IOException cause, boolean stalled)
        throws IOException;

    /** So many bytes have arrived. */
    void arrived(long bytes);

    /** A clock. */
    long nanoTime();
  }

  private final Source source;
  private final long length;
  private final long stallNanos;
  private volatile ResponseInputStream<?> in;
  private volatile boolean reading;
  private volatile long readBegan;
  private volatile boolean stalled;
  private volatile boolean closed;
  private Stalls.@Nullable Watch watch;
  private long position;
  private int resumed;

  /**
   * Over a body that has begun.
   *
   * @param length how many bytes it has; -1 if it cannot go on elsewhere
   */
  ResumingStream(ResponseInputStream<?> in, Source source, long length, long stallNanos) {
    this.in = in;
    this.source = source;
    this.length = length;
    this.stallNanos = stallNanos;
  }

  void watchedBy(Stalls.Watch one) {
    watch = one;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    int n = read(one, 0, 1);
    return n < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int count) throws IOException {
    while (true) {
      try {
        int n = readOnce(into, from, count);
        if (n < 0 && position < length) {
          throw new IOException("the body ended after " + position + " of " + length + " bytes");
        }
        if (n > 0) {
          position += n;
          source.arrived(n);
        } else if (n < 0) {
          endWatch();
        }
        return n;
      } catch (IOException | RuntimeException e) {
        goOn(e);
      }
    }
  }

  private int readOnce(byte[] into, int from, int count) throws IOException {
    readBegan = source.nanoTime();
    reading = true;
    try {
      return in.read(into, from, count);
    } finally {
      reading = false;
    }
  }

  private void goOn(Exception broken) throws IOException {
    IOException cause = broken instanceof IOException io ? io : new IOException(broken);
    boolean given = closed || Thread.currentThread().isInterrupted();
    if (given || length < 0 || position >= length || resumed >= MOST) {
      if (broken instanceof RuntimeException own) {
        throw own;
      }
      throw cause;
    }
    resumed++;
    boolean still = stalled;
    in.abort();
    ResponseInputStream<?> rest = source.reopen(position, cause, still);
    stalled = false;
    in = rest;
    if (closed) {
      rest.abort();
    }
  }

  /** Breaks a read off that has been waiting for too long. */
  @Override
  public boolean look() {
    if (closed) {
      return false;
    }
    if (reading && !stalled && source.nanoTime() - readBegan >= stallNanos) {
      stalled = true;
      // Some HTTP clients let this wait for the very read it is to end.
      Stalls.breakOff(in::abort);
    }
    return true;
  }

  @Override
  public int available() throws IOException {
    return in.available();
  }

  void abort() {
    closed = true;
    endWatch();
    in.abort();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    endWatch();
    in.close();
  }

  private void endWatch() {
    Stalls.Watch now = watch;
    if (now != null) {
      now.end();
    }
  }
}
