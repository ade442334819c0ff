package dev.etagere.quorum;

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
   */
  record Write(Condition condition, @Nullable Value value, int copies) implements Task {
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
