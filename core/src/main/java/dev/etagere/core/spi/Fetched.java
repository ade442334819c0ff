package dev.etagere.core.spi;

import dev.etagere.core.Freshness;
import dev.etagere.core.ObjectStream;

/** What a read found. */
public sealed interface Fetched {
  /**
   * The object, open.
   *
   * @param stream to be closed by the receiver
   * @param stamp what was stored with it, as far as it can be used to verify these bytes
   * @param breakOff makes a read of the stream that is waiting for bytes fail at once; called from
   *     another thread, at most once, perhaps after the stream was closed
   */
  record Found(ObjectStream stream, Stamp stamp, Runnable breakOff) implements Fetched {
    /** A body that never makes its reader wait. */
    public Found(ObjectStream stream, Stamp stamp) {
      this(stream, stamp, () -> {});
    }
  }

  /**
   * The object is still at the version known.
   *
   * @param freshness whether it may have changed all the same, at a location not reached
   */
  record Unchanged(Freshness freshness) implements Fetched {
    /** It is, for certain. */
    public Unchanged() {
      this(Freshness.current());
    }
  }

  /** There is no object. */
  record Absent() implements Fetched {}
}
