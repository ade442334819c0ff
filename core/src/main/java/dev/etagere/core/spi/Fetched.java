package dev.etagere.core.spi;

import dev.etagere.core.ObjectStream;

/** What a read found. */
public sealed interface Fetched {
  /**
   * The object, open.
   *
   * @param stream to be closed by the receiver
   * @param stamp what was stored with it, as far as it can be used to verify these bytes
   */
  record Found(ObjectStream stream, Stamp stamp) implements Fetched {}

  /** The object is still at the version known. */
  record Unchanged() implements Fetched {}

  /** There is no object. */
  record Absent() implements Fetched {}
}
