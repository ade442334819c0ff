package dev.etagere.contract;

import dev.etagere.Etagere;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.testkit.StoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract over three locations that are all well. */
class ThreeLocationsStoreTest extends StoreContract {
  private static ObjectStore keepsMemory;

  @BeforeAll
  static void keep() {
    keepsMemory = open();
  }

  @AfterAll
  static void letGo() {
    keepsMemory.close();
  }

  @Override
  protected ObjectStore openStore() {
    return open();
  }

  private static ObjectStore open() {
    return Etagere.open(
        Location.data("mem:three-a"),
        Location.data("mem:three-b"),
        Location.witness("mem:three-w"));
  }
}
