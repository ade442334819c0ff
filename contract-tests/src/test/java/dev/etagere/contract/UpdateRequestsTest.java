package dev.etagere.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.Etagere;
import dev.etagere.core.Content;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.local.server.fault.Operation;
import dev.etagere.local.server.fault.Requests;
import dev.etagere.testkit.LocalLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a lost race costs an update: the write that was refused, a read, and a write. */
class UpdateRequestsTest {
  private final List<LocalLocation> locations = new ArrayList<>();

  @AfterEach
  void close() {
    locations.forEach(LocalLocation::close);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void update_raceLost_readsOnceAndLooksNowhereElse(int number) {
    Etagere.Builder builder = Etagere.builder();
    List<Location> all = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      locations.add(LocalLocation.start("us-east-1", "orders-" + i));
      all.add(Location.data("s3://orders-" + i));
      builder = builder.s3Client(all.get(i), locations.get(i).client());
    }
    try (ObjectStore store = builder.open(all.toArray(Location[]::new));
        ObjectStore other = locations.get(0).store()) {
      store.create("k", Content.of("1"));
      store.update("k", c -> Content.of("2")); // by now it is known how ETags are written here
      AtomicInteger runs = new AtomicInteger();
      Requests before = locations.get(0).faults().requests();

      store.update(
          "k",
          c -> {
            if (runs.incrementAndGet() == 1) {
              other.put("k", Content.of("theirs"));
            }
            return Content.of("3");
          });

      Requests cost = locations.get(0).faults().requests().since(before);
      assertThat(runs).hasValue(2);
      assertThat(cost.of(Operation.PUT)).isEqualTo(3); // one of them the other's
      assertThat(cost.of(Operation.GET)).isEqualTo(2);
      assertThat(cost.total()).isEqualTo(5);
    }
    assertThat(locations.stream().skip(1).map(each -> each.faults().requests().total()))
        .allMatch(count -> count == 0);
  }
}
