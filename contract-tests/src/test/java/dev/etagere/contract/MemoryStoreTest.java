package dev.etagere.contract;

import dev.etagere.Etagere;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.testkit.StoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on the embedded engine in memory. */
class MemoryStoreTest extends StoreContract {
  private static final Location LOCATION = Location.data("mem:contract");
  private static ObjectStore keepsTheEngine;

  @BeforeAll
  static void start() {
    keepsTheEngine = Etagere.open(LOCATION);
  }

  @AfterAll
  static void stop() {
    keepsTheEngine.close();
  }

  @Override
  protected ObjectStore openStore() {
    return Etagere.open(LOCATION);
  }

  @Override
  protected int rounds() {
    return 200;
  }
}
