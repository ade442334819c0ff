package dev.etagere.local.server.fault;

/** Which of the requests that match a fault it strikes. */
public sealed interface Odds {
  /** Each of them. */
  record Always() implements Odds {}

  /**
   * The first ones.
   *
   * @param count how many
   */
  record Times(int count) implements Odds {
    /** Checks the number. */
    public Times {
      if (count < 1) {
        throw new IllegalArgumentException(
            "a fault strikes at least once, not " + count + " times");
      }
    }
  }

  /**
   * Each with a probability; the same seed strikes the same ones of a sequence.
   *
   * @param probability 0 to 1
   * @param seed where the randomness starts
   */
  record Chance(double probability, long seed) implements Odds {
    /** Checks the probability. */
    public Chance {
      if (!(probability >= 0 && probability <= 1)) {
        throw new IllegalArgumentException("a probability is 0 to 1, not " + probability);
      }
    }
  }
}
