package dev.etagere.quorum.store;

import dev.etagere.core.Location;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.StoreBackend;
import dev.etagere.core.spi.StoreSettings;
import dev.etagere.core.spi.StrengthProvider;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * Three locations or more, an odd number, two with data at least. Takes a {@link QuorumPolicy} and
 * a {@link QuorumListener} from the caller. Found by {@link java.util.ServiceLoader}.
 */
public final class QuorumProvider implements StrengthProvider {
  /** For the service loader. */
  public QuorumProvider() {}

  @Override
  public boolean fits(List<Location> locations) {
    long data =
        locations.stream().filter(location -> location.role() == Location.Role.DATA).count();
    // An even number while one of them is exchanged.
    return locations.size() >= 3 && data >= 2;
  }

  @Override
  public String wants() {
    return "two locations with data and a witness (or any odd number, two with data at least)";
  }

  @Override
  public StoreBackend open(
      List<Location> locations, Function<Location, StoreBackend> opener, StoreSettings settings) {
    if (new HashSet<>(locations).size() < locations.size()) {
      throw new IllegalArgumentException("a location is given twice: " + locations);
    }
    List<StoreBackend> backends = new ArrayList<>();
    try {
      for (Location location : locations) {
        backends.add(opener.apply(location));
      }
      return QuorumBackend.open(
          backends,
          Objects.requireNonNullElse(
              settings.attachment(QuorumPolicy.class), QuorumPolicy.defaults()),
          Objects.requireNonNullElse(
              settings.attachment(QuorumListener.class), QuorumListener.NONE),
          settings,
          Deadline.after(settings.deadline(), settings.ambient()));
    } catch (RuntimeException e) {
      backends.forEach(StoreBackend::close);
      throw e;
    }
  }
}
