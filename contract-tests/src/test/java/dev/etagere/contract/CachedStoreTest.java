package dev.etagere.contract;

import dev.etagere.Etagere;
import dev.etagere.cache.CachingStore;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.testkit.StoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract through an exact cache: nobody can tell that it is there. */
class CachedStoreTest extends StoreContract {
  private static final Location LOCATION = Location.data("mem:cached");
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
    return CachingStore.over(Etagere.open(LOCATION));
  }

  @Override
  protected int rounds() {
    return 100;
  }
}
