package dev.etagere.contract;

import dev.etagere.Etagere;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.testkit.LocalLocation;
import dev.etagere.testkit.StoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract over two locations while the first is up. */
class TwoLocationsStoreTest extends StoreContract {
  private static LocalLocation primary;
  private static LocalLocation secondary;

  @BeforeAll
  static void start() {
    primary = LocalLocation.start("eu-west-1", "orders-eu");
    secondary = LocalLocation.start("us-east-1", "orders-us");
  }

  @AfterAll
  static void stop() {
    primary.close();
    secondary.close();
  }

  @Override
  protected ObjectStore openStore() {
    Location first = Location.data("s3://" + primary.bucket());
    Location second = Location.data("s3://" + secondary.bucket());
    return Etagere.builder()
        .s3Client(first, primary.client())
        .s3Client(second, secondary.client())
        .open(first, second);
  }
}
