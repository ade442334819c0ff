package dev.etagere.core.spi;

import dev.etagere.core.ObjectInfo;
import dev.etagere.core.ObjectStream;
import dev.etagere.core.Refreshed;
import dev.etagere.core.StoredObject;
import dev.etagere.core.TooLargeException;
import dev.etagere.core.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;

/** Reads an object into memory, again from the start when the body breaks off. */
final class FullRead {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final StoreBackend backend;
  private final StoreSettings settings;
  private final Deadline deadline;

  FullRead(StoreBackend backend, StoreSettings settings, Deadline deadline) {
    this.backend = backend;
    this.settings = settings;
    this.deadline = deadline;
  }

  Refreshed read(String key, ReadCondition condition) {
    Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, settings.ambient());
    try {
      while (true) {
        IOException broken;
        try {
          return once(key, condition);
        } catch (IOException e) {
          broken = e;
        }
        if (!deadline.pause(backoff.next())) {
          throw new UnavailableException(
              key, "'" + key + "' could not be read within " + deadline + "; try again", broken);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException(key, "the read of '" + key + "' was interrupted", e);
    }
  }

  private Refreshed once(String key, ReadCondition condition) throws IOException {
    Fetched fetched = backend.fetch(key, condition, null, deadline);
    if (fetched instanceof Fetched.Found found) {
      try (ObjectStream stream = VerifiedStream.wrap(found)) {
        boolean hasCome = stream.available() >= stream.info().size();
        byte[] bytes = hasCome ? body(stream) : Watchdog.over(found, deadline, () -> body(stream));
        return new Refreshed.Changed(new StoredObject(stream.info(), bytes));
      }
    }
    return fetched instanceof Fetched.Unchanged same
            && condition instanceof ReadCondition.IfChanged c
        ? new Refreshed.Unchanged(c.version(), same.freshness())
        : new Refreshed.Absent();
  }

  private byte[] body(ObjectStream stream) throws IOException {
    ObjectInfo info = stream.info();
    if (info.size() > settings.maxBytesInMemory()) {
      throw new TooLargeException(
          info.key(),
          "'"
              + info.key()
              + "' has "
              + info.size()
              + " bytes and at most "
              + settings.maxBytesInMemory()
              + " are read into memory; use open or download",
          null);
    }
    byte[] bytes = new byte[(int) info.size()];
    int read = fill(stream, bytes);
    return read == bytes.length ? bytes : Arrays.copyOf(bytes, read);
  }

  /**
   * Reads to the end, so that the stream verifies itself; a body that trickles ends at the
   * deadline.
   */
  private int fill(InputStream stream, byte[] bytes) throws IOException {
    int filled = 0;
    while (filled < bytes.length) {
      int read = stream.read(bytes, filled, bytes.length - filled);
      if (read < 0) {
        return filled;
      }
      filled += read;
      if (deadline.passed()) {
        throw new IOException("the body had not come when the deadline passed");
      }
    }
    if (stream.read() >= 0) {
      throw new IOException("the body is longer than announced");
    }
    return filled;
  }
}
