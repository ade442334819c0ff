package dev.etagere.quorum.store;

import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.spi.StoreBackend;
import dev.etagere.core.spi.StoreSettings;
import dev.etagere.core.spi.Stores;
import dev.etagere.local.LocalProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Two moody locations with data and a moody witness, and stores over them. */
final class Trio implements AutoCloseable {
  static final QuorumPolicy QUICK =
      QuorumPolicy.defaults().withLimits(Duration.ofMillis(300), Duration.ofMillis(60));

  final Moody a;
  final Moody b;
  final Moody w;
  private final List<StoreBackend> memories = new ArrayList<>();
  private final List<ObjectStore> stores = new ArrayList<>();

  Trio() {
    a = memory(Location.data("mem:/?bucket=aaa"));
    b = memory(Location.data("mem:/?bucket=bbb"));
    w = memory(Location.witness("mem:/?bucket=www"));
  }

  /** An empty location, of nobody's. */
  Moody memory(Location location) {
    StoreBackend memory = new LocalProvider().open(location, StoreSettings.defaults());
    memories.add(memory);
    return new Moody(memory);
  }

  ObjectStore open() {
    return open(QUICK, QuorumListener.NONE, Duration.ofSeconds(10), a, b, w);
  }

  ObjectStore open(
      QuorumPolicy policy, QuorumListener listener, Duration deadline, Moody... locations) {
    StoreSettings settings =
        StoreSettings.defaults()
            .withDeadlines(deadline, deadline)
            .with(QuorumPolicy.class, policy)
            .with(QuorumListener.class, listener);
    List<Location> all = List.of(locations).stream().map(Moody::location).toList();
    StoreBackend backend =
        new QuorumProvider().open(all, location -> locations[all.indexOf(location)], settings);
    ObjectStore store = Stores.over(backend, settings);
    stores.add(store);
    return store;
  }

  void forgetWhatWasSeen() {
    List.of(a, b, w).forEach(each -> each.seen.clear());
  }

  @Override
  public void close() {
    stores.forEach(ObjectStore::close);
    memories.forEach(StoreBackend::close);
  }
}
