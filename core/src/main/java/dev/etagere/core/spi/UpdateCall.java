package dev.etagere.core.spi;

import dev.etagere.core.Content;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.Revision;
import dev.etagere.core.StoreException;
import dev.etagere.core.StoredObject;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.Version;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * One call of an update, from its coming until its outcome is known. Its line's lock guards it, but
 * for the run of its function.
 */
final class UpdateCall {
  /** Where a call stands. */
  enum Stage {
    /** Its function is to run. */
    WAITING,
    /** Its function has run; nothing was sent. */
    JOINED,
    /** It is being written, with others perhaps. */
    SENT,
    /** Its outcome is known. */
    DONE,
    /** Its thread went away before. */
    LEFT
  }

  private final String key;
  private final Revision revision;
  private final Deadline deadline;
  private final long number;
  private final Condition woken;
  private Stage stage = Stage.WAITING;
  private boolean alone;

  /** What its function made; {@code null} if it leaves all as it is. */
  private @Nullable Content made;

  private @Nullable Throwable thrown;

  /** The state that its function left, or found. */
  private @Nullable Version version;

  UpdateCall(String key, Revision revision, Deadline deadline, long number, Condition woken) {
    this.key = key;
    this.revision = revision;
    this.deadline = deadline;
    this.number = number;
    this.woken = woken;
    this.alone = !(revision instanceof Revision.OfContent);
  }

  Deadline deadline() {
    return deadline;
  }

  /** Its place among those that came. */
  long number() {
    return number;
  }

  boolean waits() {
    return stage == Stage.WAITING;
  }

  boolean done() {
    return stage == Stage.DONE;
  }

  boolean left() {
    return stage == Stage.LEFT;
  }

  /** Whether it must not share a write. */
  boolean alone() {
    return alone;
  }

  void standAlone() {
    alone = true;
  }

  /** Runs the function, on its caller's thread and without the lock. */
  UpdateCall apply(@Nullable StoredObject current) {
    made = null;
    thrown = null;
    try {
      made = revision.revise(current);
    } catch (Throwable e) { // its caller hears of it once what it saw is known to be current
      thrown = e;
    }
    return this;
  }

  @Nullable Content made() {
    return made;
  }

  boolean changes() {
    return made != null;
  }

  boolean threw() {
    return thrown != null;
  }

  @Nullable Version version() {
    return version;
  }

  void leaves(@Nullable Version state) {
    version = state;
  }

  /** It goes on; one that left stays away. */
  void moveTo(Stage next) {
    if (stage != Stage.LEFT) {
      stage = next;
      woken.signal();
    }
  }

  void fail(Throwable why) {
    thrown = why;
    moveTo(Stage.DONE);
  }

  void wake() {
    woken.signal();
  }

  /**
   * Waits to be woken.
   *
   * @throws UnavailableException if it gives up before it was sent
   * @throws OutcomeUnknownException if it does after
   */
  @SuppressWarnings("WaitNotInLoop") // its line looks again, and has it wait again
  void await() {
    try {
      if (woken.awaitNanos(deadline.remaining().toNanos()) <= 0 && !done()) {
        throw leave("waited " + deadline, null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      if (!done()) {
        throw leave("was interrupted", e);
      }
    }
  }

  private StoreException leave(String why, @Nullable Throwable cause) {
    boolean sent = stage == Stage.SENT && made != null;
    stage = Stage.LEFT;
    String what = "update of '" + key + "' " + why;
    return sent
        ? new OutcomeUnknownException(
            key, what + " while it was being written; read '" + key + "' to find out", cause)
        : new UnavailableException(key, what + " and changed nothing; try again", cause);
  }

  /** The outcome, on its caller's thread. */
  @Nullable Version outcome() {
    if (thrown != null) {
      throw UpdateCall.<RuntimeException>unchecked(thrown);
    }
    return version;
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> RuntimeException unchecked(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
