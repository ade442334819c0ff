package dev.etagere.s3;

import dev.etagere.core.UnavailableException;
import dev.etagere.core.spi.Backoff;
import dev.etagere.core.spi.Deadline;
import org.jspecify.annotations.Nullable;

/** How long an operation goes on trying: until its deadline, or until its thread is interrupted. */
final class Patience {
  private final Deadline deadline;
  private final Backoff backoff;

  Patience(Deadline deadline, Backoff backoff) {
    this.deadline = deadline;
    this.backoff = backoff;
  }

  Deadline deadline() {
    return deadline;
  }

  /** Pauses before the next try. Returns whether there should be one. */
  boolean pause() {
    try {
      return deadline.pause(backoff.next());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Whether the thread was asked to stop; the flag stays set. */
  boolean interrupted() {
    return Thread.currentThread().isInterrupted();
  }

  /** Why there is no further try, in words. */
  String end(@Nullable Failure last) {
    String why = interrupted() ? "interrupted" : "no success within " + deadline;
    return last == null ? why : why + ", the last failure was " + last.words();
  }

  /** Ends a write of which nothing can have been applied. */
  UnavailableException unavailable(
      String key, String what, String location, @Nullable Failure last) {
    return new UnavailableException(
        key,
        what + " at " + location + ": " + end(last) + "; nothing was changed, try again later",
        last == null ? null : last.cause());
  }
}
