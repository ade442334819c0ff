package dev.etagere.quorum;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an operation is to do. Immutable. */
public sealed interface Task {
  /** Read the current state. */
  record Read() implements Task {}

  /**
   * Write.
   *
   * @param condition what must hold of the state below
   * @param value the new value; {@code null} to delete, which leaves a tombstone
   * @param copies how many data locations must hold it before it is acknowledged, unless those that
   *     do not are down; a majority of all locations is needed in any case
   * @param blobAt the indices of the data locations that hold the value's blob already, if it has
   *     one: no other is told that it does
   */
  record Write(Condition condition, @Nullable Value value, int copies, Set<Integer> blobAt)
      implements Task {
    /** Copies the set. */
    public Write {
      blobAt = Set.copyOf(blobAt);
    }

    /** A write of a value that has no blob. */
    public Write(Condition condition, @Nullable Value value, int copies) {
      this(condition, value, copies, Set.of());
    }

    State.Kind kind() {
      return value == null ? State.Kind.TOMBSTONE : State.Kind.VALUE;
    }

    /** Whether a proposal on top of this state would do what was asked for. */
    boolean fits(State base) {
      boolean nothingToDelete = value == null && !base.isPresent();
      return !nothingToDelete && condition.holds(base);
    }
  }
}
