package dev.etagere.contract;

import dev.etagere.Etagere;
import dev.etagere.core.Ambient;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.local.LocalEngine;
import dev.etagere.local.Versioning;
import dev.etagere.testkit.StoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract on the embedded engine on disk, in a bucket that keeps versions. */
class VersionedDiskStoreTest extends StoreContract {
  @TempDir private static Path directory;

  @BeforeAll
  static void enable() {
    try (LocalEngine engine = LocalEngine.onDisk(directory, Ambient.system())) {
      engine.createBucket("default");
      engine.setVersioning("default", Versioning.ENABLED);
    }
  }

  @Override
  protected ObjectStore openStore() {
    return Etagere.open(Location.data("file:" + directory));
  }
}
