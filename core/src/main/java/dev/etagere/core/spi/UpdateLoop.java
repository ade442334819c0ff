package dev.etagere.core.spi;

import dev.etagere.core.Ambient;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.Freshness;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.Precondition;
import dev.etagere.core.Revision;
import dev.etagere.core.StoredObject;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.Version;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Read, change, write on condition, again on conflict. Threads of one process take turns on a key:
 * they would only spoil each other's writes, and the order they came in is fair.
 */
final class UpdateLoop {
  private static final Duration SHORTEST_CALL = Duration.ofMillis(1);
  private static final Duration LEAST_PAUSE = Duration.ofMillis(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final ObjectStore store;
  private final Ambient ambient;
  private final Turns turns;
  private final Deadline deadline;

  UpdateLoop(ObjectStore store, Ambient ambient, Turns turns, Deadline deadline) {
    this.store = store;
    this.ambient = ambient;
    this.turns = turns;
    this.deadline = deadline;
  }

  @Nullable Version run(String key, Revision revision) {
    try {
      Turns.Turn turn = turns.take(key, deadline);
      try {
        return untilWon(key, revision);
      } finally {
        turn.end();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException(
          key, "update of '" + key + "' was interrupted and changed nothing", e);
    }
  }

  private @Nullable Version untilWon(String key, Revision revision) throws InterruptedException {
    // A try of the others takes about as long as ours: the pauses are counted in such tries, since
    // pauses that are longer than need be leave the key idle.
    Backoff backoff = null;
    while (true) {
      long start = ambient.nanoTime();
      StoredObject current = bounded().get(key).orElse(null);
      requireCurrent(key, current);
      Content next = revision.revise(current);
      if (next == null) {
        return current == null ? null : current.version();
      }
      ConflictException lost;
      try {
        return write(key, next, current);
      } catch (ConflictException e) {
        lost = e;
      }
      if (backoff == null) {
        backoff = new Backoff(since(start), LONGEST_PAUSE, ambient);
      }
      if (!deadline.pause(backoff.next())) {
        throw new UnavailableException(
            key,
            "update of '"
                + key
                + "' lost to other writers for "
                + deadline
                + " and changed nothing; try again, or give it longer",
            lost);
      }
    }
  }

  /**
   * That nothing needs to be changed could be said of the past only, and a write on it would have
   * to reach the very location that was not reached just now.
   */
  private static void requireCurrent(String key, @Nullable StoredObject read) {
    if (read != null && read.freshness() instanceof Freshness.PossiblyStale stale) {
      throw new UnavailableException(
          key,
          "update of '"
              + key
              + "' needs its newest state, and only "
              + stale.location()
              + " answered, which may be behind; nothing was changed, try again later, or use three"
              + " locations",
          null);
    }
  }

  private Duration since(long start) {
    Duration took = Duration.ofNanos(ambient.nanoTime() - start);
    return took.compareTo(LEAST_PAUSE) < 0 ? LEAST_PAUSE : took;
  }

  private Version write(String key, Content next, @Nullable StoredObject current) {
    return current == null
        ? bounded().put(key, next, Precondition.absent())
        : bounded().put(key, next, Precondition.matches(current.version()));
  }

  /** The store with the time that is left. */
  private ObjectStore bounded() {
    return store.within(deadline.atLeast(SHORTEST_CALL));
  }
}
