package dev.etagere.core;

import java.io.FilterInputStream;
import java.io.InputStream;

/**
 * An object, or a range of it, that is being read. Close it, also when it was not read to its end:
 * it holds a connection. For one thread at a time.
 */
public final class ObjectStream extends FilterInputStream {
  private final ObjectInfo info;

  /** An object as opened, for implementors; closing this closes {@code body}. */
  public ObjectStream(ObjectInfo info, InputStream body) {
    super(body);
    this.info = info;
  }

  /** All but the bytes; the size is that of the whole object, also when a range was asked for. */
  public ObjectInfo info() {
    return info;
  }

  /** Whether there may be something newer, see {@link Freshness}. */
  public Freshness freshness() {
    return info.freshness();
  }

  /** The version that is being read. */
  public Version version() {
    return info.version();
  }
}
