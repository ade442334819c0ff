package dev.etagere.real;

import dev.etagere.Etagere;
import dev.etagere.core.Ambient;
import dev.etagere.core.Content;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.UnavailableException;
import dev.etagere.failover.store.FailoverPolicy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The store that is put to the test; or one known to be wrong, which must be found out. */
enum Subject {
  QUORUM,
  /** The two locations with data, each for itself: whatever was written at one alone is lost. */
  FAILOVER;

  /**
   * The one of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Subject of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Tries for a minute: the first requests of a JVM may take longer than one attempt is given. */
  ObjectStore open(List<Location> locations) throws InterruptedException {
    Ambient ambient = Ambient.system();
    long end = ambient.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (true) {
      try {
        return openOnce(locations);
      } catch (UnavailableException e) {
        if (ambient.nanoTime() - end > 0) {
          throw e;
        }
        ambient.sleep(Duration.ofMillis(200));
      }
    }
  }

  private ObjectStore openOnce(List<Location> locations) {
    Etagere.Builder builder = Etagere.builder().deadline(Client.DEADLINE);
    return switch (this) {
      case QUORUM -> builder.open(locations.toArray(Location[]::new));
      case FAILOVER ->
          builder
              .failover(FailoverPolicy.defaults().withConditionalWritesFailOver(true))
              .open(withData(locations));
    };
  }

  /** Founds the store, for which all locations must be there. */
  void found(List<Location> locations) throws InterruptedException {
    open(locations).close();
    if (this == FAILOVER) {
      // What is absent at the second location alone is called unavailable, and not written upon.
      for (Location location : withData(locations)) {
        try (ObjectStore alone = Etagere.open(location)) {
          alone.put(Client.COUNTER, Content.text("0"));
        }
      }
    }
  }

  private static Location[] withData(List<Location> locations) {
    return locations.stream()
        .filter(location -> location.role() == Location.Role.DATA)
        .toArray(Location[]::new);
  }

  static List<Location> locations(String... arguments) {
    return Arrays.stream(arguments).map(Subject::location).toList();
  }

  static String argument(Location location) {
    return location.role() + " " + location.uri();
  }

  private static Location location(String argument) {
    String[] part = argument.split(" ", 2);
    return part[0].equals(Location.Role.WITNESS.toString())
        ? Location.witness(part[1])
        : Location.data(part[1]);
  }
}
