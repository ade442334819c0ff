package dev.etagere.quorum;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * That this client leads a sticky term for a key, and what it proposed last in it: handed from one
 * write on the key to the next, so that each builds on the one before whatever the locations show.
 * Unlike {@link Known} it is authority, not memory: it must never be written down, copied or handed
 * to two operations. It can be used once; whoever lost it, by a restart too, takes another term.
 *
 * <p>Safe for use by several threads; only the first gets to use it.
 */
public final class Lease {
  private final Term term;
  private final @Nullable State last;
  private final AtomicBoolean used = new AtomicBoolean();

  Lease(Term term, @Nullable State last) {
    this.term = term;
    this.last = last;
  }

  /** The term it is for. */
  public Term term() {
    return term;
  }

  /** The last proposal in the term; {@code null} if there was none. */
  @Nullable State last() {
    return last;
  }

  /**
   * From now on it is somebody's.
   *
   * @throws IllegalStateException if it was already
   */
  Lease use() {
    if (!used.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "the lease of term " + term + " was used before; a write takes that of the write before");
    }
    return this;
  }
}
