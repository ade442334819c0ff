package dev.etagere.local;

import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.spi.StoreSettings;
import dev.etagere.core.spi.Stores;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** A store over an engine of each kind. */
abstract class StoreFixture {
  @Parameter Kind kind;
  @TempDir Path directory;
  ObjectStore store;

  static ObjectStore open(String uri) {
    return Stores.over(
        new LocalProvider().open(Location.data(uri), StoreSettings.defaults()),
        StoreSettings.defaults());
  }

  /** The location, with a query. */
  String uri(String query) {
    return (kind == Kind.MEMORY ? "mem:test" : directory.resolve("store").toUri()) + query;
  }

  @BeforeEach
  void open() {
    store = open(uri(""));
  }

  @AfterEach
  void close() {
    store.close();
  }
}
