package dev.etagere.core.spi;

import dev.etagere.core.ObjectStore;

/** Makes the comfortable store of a backend. */
public final class Stores {
  private Stores() {}

  /** A store over a backend; closing it closes the backend. */
  public static ObjectStore over(StoreBackend backend, StoreSettings settings) {
    return new BackedStore(backend, settings);
  }
}
