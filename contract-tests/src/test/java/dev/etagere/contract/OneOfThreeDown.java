package dev.etagere.contract;

import dev.etagere.Etagere;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.testkit.LocalLocation;
import dev.etagere.testkit.StoreContract;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The contract over three locations of which one is down, and stays so. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OneOfThreeDown extends StoreContract {
  private final int down;
  private final List<LocalLocation> locations = new ArrayList<>();

  OneOfThreeDown(int down) {
    this.down = down;
  }

  @BeforeAll
  void start() {
    locations.add(LocalLocation.start("eu-west-1", "orders-a"));
    locations.add(LocalLocation.start("eu-north-1", "orders-b"));
    locations.add(LocalLocation.start("eu-south-1", "orders-w"));
    openStore().close(); // which makes the store: for that all must be up once
    locations.get(down).server().close();
  }

  @AfterAll
  void stop() {
    locations.forEach(LocalLocation::close);
  }

  @Override
  protected int rounds() {
    return 6;
  }

  @Override
  protected ObjectStore openStore() {
    Location a = Location.data("s3://" + locations.get(0).bucket());
    Location b = Location.data("s3://" + locations.get(1).bucket());
    Location w = Location.witness("s3://" + locations.get(2).bucket());
    return Etagere.builder()
        .s3Client(a, locations.get(0).client())
        .s3Client(b, locations.get(1).client())
        .s3Client(w, locations.get(2).client())
        .open(a, b, w);
  }
}
