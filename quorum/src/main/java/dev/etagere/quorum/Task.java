package dev.etagere.quorum;

import org.jspecify.annotations.Nullable;

/** What an operation is to do. Immutable. */
public sealed interface Task {
  /** Whether the current state is to be brought to this location. */
  default boolean isFor(Members members, int location) {
    return false;
  }

  /** Read the current state. */
  record Read() implements Task {}

  /**
   * Read the current state, and bring it to every location that is not down; of a blob, the name.
   */
  record Repair() implements Task {
    @Override
    public boolean isFor(Members members, int location) {
      return true;
    }
  }

  /**
   * Read the current state, in a term of this epoch or a later one, and bring it to every location
   * that stays, whether it seems down or not; of a blob, the name. From then on no operation of
   * members of an earlier epoch has any effect on the key, nor an answer.
   *
   * @param epoch of the members of whoever does it
   */
  record Establish(int epoch) implements Task {
    @Override
    public boolean isFor(Members members, int location) {
      return members.stays(location);
    }
  }

  /**
   * Read the current state, in a term that this operation has begun, or a higher one: no write of a
   * lower term can take effect from then on. This is what collecting garbage has to do first, see
   * {@link BlobName#isGarbage}; writers under way are outbid by it, and upload again.
   */
  record Fence() implements Task {}

  /**
   * Write.
   *
   * @param condition what must hold of the state below
   * @param value the new value; {@code null} to delete, which leaves a tombstone. Its payload is
   *     {@link Payload.Inline}, or {@link Payload.Large}
   * @param copies how many data locations must hold it before it is acknowledged, unless those that
   *     do not are down; a majority of all locations is needed in any case
   */
  record Write(Condition condition, @Nullable Value value, int copies) implements Task {
    boolean isLarge() {
      return value != null && value.payload() == Payload.Large.INSTANCE;
    }

    /** Whether a proposal on top of this state would do what was asked for. */
    boolean fits(State base) {
      boolean nothingToDelete = value == null && !base.isPresent();
      return !nothingToDelete && condition.holds(base);
    }
  }
}
