package dev.etagere.contract;

import dev.etagere.Etagere;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.testkit.StoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract on the embedded engine on disk, opened anew for each test. */
class DiskStoreTest extends StoreContract {
  @TempDir static Path directory;

  @Override
  protected ObjectStore openStore() {
    return Etagere.open(Location.data(directory.resolve("shelf").toUri().toString()));
  }
}
