package dev.etagere.quorum;

import java.util.Arrays;
import java.util.List;

/**
 * The ids of the last writes below a state, newest first, by which a writer whose reply was lost
 * finds its own write. Immutable.
 */
public final class Recent {
  /** How many are kept. */
  public static final int CAPACITY = 32;

  /** Nothing below: the state before the first write, and the first write. */
  public static final Recent NONE = new Recent(new String[0]);

  private final String[] ids;

  private Recent(String[] ids) {
    this.ids = ids;
  }

  /**
   * These ids, newest first.
   *
   * @throws IllegalArgumentException if there are more than {@link #CAPACITY}, or one is no id
   */
  public static Recent of(List<String> ids) {
    if (ids.size() > CAPACITY || !ids.stream().allMatch(id -> Token.ID.matcher(id).matches())) {
      throw new IllegalArgumentException("no list of the ids of recent writes");
    }
    return new Recent(ids.toArray(String[]::new));
  }

  /** One more on top; the oldest falls off when there are more than {@code capacity}. */
  Recent plus(String id, int capacity) {
    String[] next = new String[Math.min(ids.length + 1, capacity)];
    next[0] = id;
    System.arraycopy(ids, 0, next, 1, next.length - 1);
    return new Recent(next);
  }

  /** How many are remembered. */
  public int size() {
    return ids.length;
  }

  /** Whether this write is among them. */
  public boolean contains(String id) {
    for (String each : ids) {
      if (each.equals(id)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Recent that && Arrays.equals(ids, that.ids);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ids);
  }

  /** The ids, joined by commas. */
  @Override
  public String toString() {
    return String.join(",", ids);
  }
}
