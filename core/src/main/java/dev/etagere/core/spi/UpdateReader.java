package dev.etagere.core.spi;

import dev.etagere.core.ConflictException;
import dev.etagere.core.Freshness;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.Refreshed;
import dev.etagere.core.StoreException;
import dev.etagere.core.StoredObject;
import dev.etagere.core.UnavailableException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the updates of a key start from, and what they say when there is no going on. Immutable. */
final class UpdateReader {
  private static final ReadCondition ALWAYS = new ReadCondition.Always();

  private final String key;
  private final StoreBackend backend;
  private final StoreSettings settings;

  UpdateReader(String key, StoreBackend backend, StoreSettings settings) {
    this.key = key;
    this.backend = backend;
    this.settings = settings;
  }

  /**
   * Waits.
   *
   * @param lost the race it waits after, if any
   * @return the deadline, not passed
   */
  Deadline pause(Duration pause, Deadline deadline, @Nullable ConflictException lost) {
    try {
      if (!pause.isZero()) {
        deadline.pause(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    }
    requireTime(deadline, lost);
    return deadline;
  }

  void requireTime(Deadline deadline, @Nullable ConflictException lost) {
    if (Thread.currentThread().isInterrupted()) {
      throw interrupted(null);
    }
    if (deadline.passed()) {
      throw new UnavailableException(
          key,
          "update of '"
              + key
              + (lost == null ? "' took " : "' lost to other writers for ")
              + deadline
              + " and changed nothing; try again, or give it longer",
          lost);
    }
  }

  private UnavailableException interrupted(@Nullable InterruptedException cause) {
    return new UnavailableException(
        key, "update of '" + key + "' was interrupted and changed nothing", cause);
  }

  /**
   * What is there now. That nothing needs to be changed could be said of the past only, and a write
   * on it would have to reach the very location that was not reached just now.
   */
  Optional<StoredObject> read(Deadline deadline) {
    Refreshed read = new FullRead(backend, settings, deadline).read(key, ALWAYS);
    if (!(read instanceof Refreshed.Changed c)) {
      return Optional.empty();
    }
    if (c.object().freshness() instanceof Freshness.PossiblyStale stale) {
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
    return Optional.of(c.object());
  }

  /**
   * What the failure of one write means to each of its several callers; {@code null} if nothing was
   * written, perhaps for what one of them asked for.
   */
  static @Nullable StoreException ofEach(String key, Throwable failure) {
    if (failure instanceof UnavailableException e) {
      return new UnavailableException(key, String.valueOf(e.getMessage()), e);
    }
    boolean unknown = failure instanceof OutcomeUnknownException;
    boolean refused =
        failure instanceof StoreException
            || failure instanceof IllegalArgumentException
            || failure instanceof UncheckedIOException;
    return refused && !unknown
        ? null
        : new OutcomeUnknownException(
            key,
            "update of '"
                + key
                + "' in one write with others of this process: "
                + failure.getMessage(),
            failure);
  }
}
