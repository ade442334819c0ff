package dev.etagere.replication;

import org.jspecify.annotations.Nullable;

/**
 * A key at which the two locations are not, or not known to be, equal.
 *
 * @param key without the location's prefix
 * @param kind what is different
 * @param why in words
 * @param a what A has, or {@code null}
 * @param b what B has, or {@code null}
 */
public record Difference(String key, Kind kind, String why, @Nullable Entry a, @Nullable Entry b) {
  /** Kinds of differences. */
  public enum Kind {
    /** B has it, A has not. */
    MISSING_AT_A("missing at A"),
    /** A has it, B has not. */
    MISSING_AT_B("missing at B"),
    /** Both have it with other content. */
    DIFFERENT("different"),
    /** Both have it in the same size, and their ETags say nothing about each other. */
    NOT_COMPARABLE("not comparable");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** For people. */
    public String words() {
      return words;
    }
  }

  /** Which of the two was written later by their own clocks: A, B, or {@code null} for neither. */
  public @Nullable String newer() {
    if (a == null || b == null) {
      return a == null ? "B" : "A";
    }
    int order = a.modified().compareTo(b.modified());
    return order == 0 ? null : order > 0 ? "A" : "B";
  }
}
