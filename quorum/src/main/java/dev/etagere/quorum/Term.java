package dev.etagere.quorum;

/**
 * A span in which one leader decides the order of writes. Compared as a whole: epoch, then round,
 * then leader. Promises count together only for the very same term.
 *
 * @param epoch counts the sets of members
 * @param round counts the changes of leader within an epoch
 * @param leader who leads it
 */
public record Term(int epoch, long round, Leader leader) implements Comparable<Term> {
  /** Checks that it can be written. */
  public Term {
    if (epoch < 0 || round < 0) {
      throw new IllegalArgumentException("a term has no negative epoch or round");
    }
  }

  /**
   * Reads what {@link #toString()} wrote.
   *
   * @throws IllegalArgumentException if it is no term
   */
  public static Term parse(String text) {
    String[] parts = text.split("\\.", 3);
    if (parts.length != 3) {
      throw new IllegalArgumentException("no term: it has not three parts");
    }
    return new Term(Integer.parseInt(parts[0]), Long.parseLong(parts[1]), Leader.parse(parts[2]));
  }

  /** The first term above this one that {@code next} can lead. */
  public Term outbid(Leader next) {
    return new Term(epoch, round + 1, next);
  }

  @Override
  public int compareTo(Term other) {
    if (epoch != other.epoch) {
      return Integer.compare(epoch, other.epoch);
    }
    return round != other.round ? Long.compare(round, other.round) : leader.compareTo(other.leader);
  }

  @Override
  public String toString() {
    return epoch + "." + round + "." + leader;
  }
}
