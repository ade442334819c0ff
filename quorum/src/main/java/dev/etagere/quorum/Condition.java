package dev.etagere.quorum;

/** What must hold of the state a write is put on. Immutable. */
public sealed interface Condition {
  /** Whether it holds of this state. */
  boolean holds(State state);

  /** The conditions that name no write. */
  enum Plain implements Condition {
    /** Whatever is there. */
    ANY {
      @Override
      public boolean holds(State state) {
        return true;
      }
    },
    /** There is no value. */
    ABSENT {
      @Override
      public boolean holds(State state) {
        return !state.isPresent();
      }
    }
  }

  /**
   * The value is still that of this write.
   *
   * @param token of the write
   */
  record Matches(Token token) implements Condition {
    @Override
    public boolean holds(State state) {
      return state.isPresent() && state.token().equals(token);
    }
  }
}
