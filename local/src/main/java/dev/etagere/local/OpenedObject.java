package dev.etagere.local;

import java.io.IOException;
import java.io.InputStream;

/**
 * An object, or a range of it, being read. It stays readable whatever happens to the object
 * meanwhile. Close it. For one thread at a time.
 *
 * @param facts all but the bytes; the size is that of the whole object
 * @param offset the first byte that comes
 * @param length how many come
 * @param body the bytes
 */
public record OpenedObject(ObjectFacts facts, long offset, long length, InputStream body)
    implements AutoCloseable {
  /** Where these bytes lie in the object. */
  public Range.Slice slice() {
    return new Range.Slice(offset, length);
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
