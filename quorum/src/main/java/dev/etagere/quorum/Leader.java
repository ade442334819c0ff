package dev.etagere.quorum;

import java.util.regex.Pattern;

/**
 * Who leads a term.
 *
 * @param shared whether it is a location, at which any client may propose; otherwise it is one
 *     client, which alone proposes
 * @param name the location's id, or a random word the client drew for this one term
 */
public record Leader(boolean shared, String name) implements Comparable<Leader> {
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  /** Checks the name, which stands in the register object. */
  public Leader {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'" + name + "' cannot lead a term; use 1 to 64 letters, digits, '-' and '_'");
    }
  }

  /** The leader of a shared term: a data location, the term's home. */
  public static Leader home(String location) {
    return new Leader(true, location);
  }

  /** The leader of a sticky term: one client, for as long as it remembers the word. */
  public static Leader client(String nonce) {
    return new Leader(false, nonce);
  }

  /**
   * Reads what {@link #toString()} wrote.
   *
   * @throws IllegalArgumentException if it is no leader
   */
  public static Leader parse(String text) {
    if (text.startsWith("h:")) {
      return home(text.substring(2));
    }
    if (text.startsWith("c:")) {
      return client(text.substring(2));
    }
    throw new IllegalArgumentException(
        "no leader of a term: it begins neither with h: nor with c:");
  }

  /** Clients before homes, then by name: the order of the texts. */
  @Override
  public int compareTo(Leader other) {
    int kinds = Boolean.compare(shared, other.shared);
    return kinds != 0 ? kinds : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return (shared ? "h:" : "c:") + name;
  }
}
