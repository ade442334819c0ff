package dev.etagere.contract;

import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.testkit.LocalLocation;
import dev.etagere.testkit.StoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract where a location is said to lack all that a store can do without. */
class LackingStoreTest extends StoreContract {
  private static LocalLocation s3;

  @BeforeAll
  static void start() {
    s3 = LocalLocation.start("us-east-1", "lacking");
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  @Override
  protected ObjectStore openStore() {
    return S3Stores.over(
        s3.client(),
        Location.data(
            "s3://lacking?lacks=conditional-read,delete-if-matches,conditional-copy,"
                + "conditional-multipart"));
  }

  /** The races are run elsewhere. */
  @Override
  protected int rounds() {
    return 4;
  }
}
