package dev.etagere.failover.store;

import dev.etagere.core.ObjectInfo;
import dev.etagere.core.StoreException;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Deadline;
import dev.etagere.failover.Call;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the first location has got what this process wrote at the second. */
final class CatchUp {
  private static final String HEAD = "HeadObject";

  private final List<Side> sides;
  private final Attempts attempts;
  private final Unconfirmed unconfirmed;
  private final Duration limit;

  CatchUp(List<Side> sides, Attempts attempts, Unconfirmed unconfirmed, Duration limit) {
    this.sides = sides;
    this.attempts = attempts;
    this.unconfirmed = unconfirmed;
    this.limit = limit;
  }

  /**
   * Whether the first location shows an older state than this process wrote at the second, or may.
   * Costs nothing for a key that was not written there; else a look, of which the listener hears as
   * of a call of its own.
   */
  boolean isBehind(String key, Deadline deadline) {
    Unconfirmed.Write write = unconfirmed.of(key);
    return write != null && isBehind(key, write, deadline);
  }

  boolean isBehind(String key, Unconfirmed.Write write, Deadline deadline) {
    try {
      Optional<ObjectInfo> there = look(sides.get(0), key, deadline);
      boolean shown =
          write.doubtful()
              ? same(there.orElse(null), look(sides.get(1), key, deadline).orElse(null))
              : write.shownBy(there.orElse(null));
      if (shown) {
        unconfirmed.shown(key, write);
      }
      return !shown;
    } catch (StoreException e) {
      return true;
    }
  }

  /** Then all that the second has was replicated. */
  private static boolean same(@Nullable ObjectInfo there, @Nullable ObjectInfo here) {
    if (there == null || here == null) {
      return there == null && here == null;
    }
    Version first = there.version();
    Version second = here.version();
    return first.equals(second) || first.lineage().sameNewestAs(second.lineage());
  }

  private Optional<ObjectInfo> look(Side side, String key, Deadline deadline) {
    return attempts.only(
        new Call(HEAD, key, side.name(), 1),
        side,
        attempts.share(deadline, limit),
        (at, within) -> at.backend().head(key, within));
  }
}
