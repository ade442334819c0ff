package dev.etagere.failover.store;

import dev.etagere.core.Location;
import dev.etagere.core.spi.StoreBackend;
import dev.etagere.core.spi.StoreSettings;
import dev.etagere.core.spi.StrengthProvider;
import dev.etagere.failover.FailoverListener;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * Two locations with data. Takes a {@link FailoverPolicy} and a {@link FailoverListener} from the
 * caller. Found by {@link java.util.ServiceLoader}.
 */
public final class FailoverProvider implements StrengthProvider {
  /** For the service loader. */
  public FailoverProvider() {}

  @Override
  public boolean fits(List<Location> locations) {
    return locations.size() == 2
        && locations.stream().allMatch(location -> location.role() == Location.Role.DATA);
  }

  @Override
  public String wants() {
    return "two locations with data, the second for failover";
  }

  @Override
  public StoreBackend open(
      List<Location> locations, Function<Location, StoreBackend> opener, StoreSettings settings) {
    if (locations.get(0).equals(locations.get(1))) {
      throw new IllegalArgumentException(
          "the second location is the first one: " + locations.get(0) + "; give another");
    }
    StoreBackend first = opener.apply(locations.get(0));
    StoreBackend second;
    try {
      second = opener.apply(locations.get(1));
    } catch (RuntimeException e) {
      first.close();
      throw e;
    }
    return new FailoverBackend(
        first,
        second,
        Objects.requireNonNullElse(
            settings.attachment(FailoverPolicy.class), FailoverPolicy.defaults()),
        Objects.requireNonNullElse(
            settings.attachment(FailoverListener.class), FailoverListener.NONE),
        settings);
  }
}
