package dev.etagere.cli;

import dev.etagere.Etagere;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.quorum.store.QuorumListener;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens the store of a command. */
@FunctionalInterface
interface Opener {
  Opener FRONT_DOOR =
      (locations, deadline, listener) -> {
        Etagere.Builder builder = Etagere.builder();
        if (deadline != null) {
          builder = builder.deadline(deadline).transferDeadline(deadline);
        }
        if (listener != null) {
          builder = builder.listener(listener);
        }
        return builder.open(locations.toArray(Location[]::new));
      };

  /**
   * Opens it.
   *
   * @param deadline of each call, or {@code null} for the defaults
   * @param listener hears of copies where there are three locations or more; {@code null} for
   *     nobody
   */
  ObjectStore open(
      List<Location> locations, @Nullable Duration deadline, @Nullable QuorumListener listener);
}
