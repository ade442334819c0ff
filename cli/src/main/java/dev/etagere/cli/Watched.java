package dev.etagere.cli;

import dev.etagere.core.Ambient;
import dev.etagere.core.Guarantee;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Listing;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.StoreException;
import dev.etagere.core.UnavailableException;
import dev.etagere.failover.BreakerState;
import dev.etagere.failover.LocationHealth;
import dev.etagere.failover.LocationStatus;
import dev.etagere.failover.Router;
import dev.etagere.failover.RouterStatus;
import dev.etagere.failover.Trouble;
import dev.etagere.quorum.store.Replacement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Locations that are looked at from time to time. Their breakers are those a store over them would
 * have that is opened now and used as often.
 */
final class Watched implements AutoCloseable {
  /** So many locations judge conditions together, fewer leave that to the first. */
  static final int QUORUM = 3;

  private final Map<String, Place> places = new LinkedHashMap<>();
  private final BiFunction<Location, Duration, ObjectStore> opener;
  private final Duration limit;
  private final Ambient ambient;
  private final Router router;

  Watched(
      List<Location> locations,
      BiFunction<Location, Duration, ObjectStore> opener,
      Duration limit,
      Ambient ambient) {
    this.opener = opener;
    this.limit = limit;
    this.ambient = ambient;
    Router.Builder builder = Router.builder().ambient(ambient).probe(name -> place(name).probe());
    for (Location location : locations) {
      builder.location(location.toString());
      boolean judges = locations.size() >= QUORUM || places.isEmpty();
      places.put(location.toString(), new Place(location, judges));
    }
    this.router = builder.build();
  }

  private Place place(String name) {
    Place place = places.get(name);
    if (place == null) {
      throw new IllegalArgumentException("no location is called '" + name + "'");
    }
    return place;
  }

  /** One look at each, all at once. */
  void look() throws InterruptedException {
    look(List.copyOf(places.values()));
  }

  /** One look more at each that was well; one that was not has cost time enough. */
  void lookAgain() throws InterruptedException {
    look(places.values().stream().filter(Place::isWell).toList());
  }

  private void look(List<Place> some) throws InterruptedException {
    List<Thread> looking = new ArrayList<>();
    for (Place place : some) {
      Thread thread = new Thread(place::look, "etagere-status");
      thread.setDaemon(true);
      thread.start();
      looking.add(thread);
    }
    for (Thread each : looking) {
      each.join();
    }
    for (Place place : some) {
      place.requireUsable();
    }
  }

  /**
   * What location is being exchanged for what, as one that is well says it; {@code null} if none.
   */
  @Nullable String exchange() {
    return places.values().stream()
        .filter(Place::isWell)
        .map(Place::exchange)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** Where a call would go now. */
  String callsGoTo() {
    return router.status().first();
  }

  List<View> views() {
    RouterStatus status = router.status();
    return status.locations().stream().map(one -> place(one.name()).view(one)).toList();
  }

  @Override
  public void close() {
    router.close();
    places.values().forEach(Place::close);
  }

  /**
   * How one location is.
   *
   * @param witness whether it holds no content and only helps to decide
   * @param well whether it answered the last look
   * @param breaker whether calls would go there, in words
   * @param p50 what half of the answers took at the most; {@code null} before the first
   * @param p99 what 99 of 100 took; {@code null} before the first
   * @param conditionalWrites whether it takes them, in words
   * @param lastFailure {@code null} if there was none
   */
  record View(
      String location,
      boolean witness,
      boolean well,
      String breaker,
      @Nullable Duration p50,
      @Nullable Duration p99,
      boolean writableOnCondition,
      String conditionalWrites,
      @Nullable String lastFailure) {}

  private final class Place implements AutoCloseable {
    private final Location location;
    private final boolean judges;
    private @Nullable ObjectStore store;
    private boolean conditions;
    private boolean well;
    private @Nullable RuntimeException unusable;

    Place(Location location, boolean judges) {
      this.location = location;
      this.judges = judges;
    }

    /**
     * An open breaker is the router's to close, at its own pace: looking in would close it early.
     */
    void look() {
      LocationHealth health = router.health(location.toString());
      boolean counts = health.state() == BreakerState.CLOSED;
      long began = ambient.nanoTime();
      try {
        probe();
        if (counts) {
          health.succeeded(Duration.ofNanos(ambient.nanoTime() - began));
        }
        seen(true, null);
      } catch (StoreException e) {
        if (counts) {
          boolean silent = e instanceof UnavailableException;
          health.failed(silent ? Trouble.UNREACHABLE : Trouble.FAULTY, e);
        }
        seen(false, null);
      } catch (RuntimeException e) {
        seen(false, e);
      }
    }

    private synchronized void seen(boolean isWell, @Nullable RuntimeException error) {
      well = isWell;
      unusable = error;
    }

    @Nullable String exchange() {
      ObjectStore opened = store;
      try {
        return opened == null ? null : Replacement.underWay(opened);
      } catch (StoreException e) {
        return null; // the next look shows that it is not well
      }
    }

    synchronized boolean isWell() {
      return well;
    }

    /** What is no trouble of a location: the caller's mistake, or ours. */
    synchronized void requireUsable() {
      if (unusable != null) {
        throw unusable;
      }
    }

    /** Lists one key: unlike a look at an object that tells a missing bucket from a missing key. */
    void probe() {
      ObjectStore open = open();
      try (Listing listing = open.list(ListQuery.under("").withPageSize(1))) {
        listing.stream().limit(1).forEach(entry -> {});
      }
      boolean honours =
          open.guarantees().holds(Guarantee.CREATE_IF_ABSENT)
              && open.guarantees().holds(Guarantee.REPLACE_IF_MATCHES);
      synchronized (this) {
        conditions = honours;
      }
    }

    private synchronized ObjectStore open() {
      if (store == null) {
        store = opener.apply(location, limit);
      }
      return store;
    }

    synchronized View view(LocationStatus status) {
      boolean takes = judges && well && conditions;
      return new View(
          status.name(),
          location.role() == Location.Role.WITNESS,
          well,
          breaker(status),
          status.p50(),
          status.p99(),
          takes,
          takes ? "yes" : "no, " + whyNot(),
          status.lastFailure());
    }

    private static String breaker(LocationStatus status) {
      String name = status.breaker().name().toLowerCase(Locale.ROOT).replace('_', '-');
      long millis = status.untilTrial().toMillis();
      return status.breaker() == BreakerState.OPEN
          ? String.format(Locale.ROOT, "%s (tried in %.1f s)", name, millis / 1e3)
          : name;
    }

    private String whyNot() {
      if (!judges) {
        return "the first location judges them";
      }
      return well ? "it ignores conditions" : "it does not answer";
    }

    @Override
    public synchronized void close() {
      if (store != null) {
        store.close();
      }
    }
  }
}
