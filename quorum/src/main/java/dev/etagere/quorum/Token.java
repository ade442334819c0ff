package dev.etagere.quorum;

import java.util.regex.Pattern;

/**
 * A write's place in the one chain of writes of its key, which no change of term alters: what a
 * caller's version holds, and what a condition names. Valid at every location.
 *
 * @param seq how many writes lie below it; 0 is the state before the first
 * @param id the random id of the write
 */
public record Token(long seq, String id) {
  static final String ROOT = "root";
  static final Pattern ID = Pattern.compile("[A-Za-z0-9]{1,32}");

  /** Checks that it can be written. */
  public Token {
    if (seq < 0 || !ID.matcher(id).matches()) {
      throw new IllegalArgumentException("no write has such a place or such an id");
    }
  }

  /**
   * Reads what {@link #toString()} wrote.
   *
   * @throws IllegalArgumentException if it is no token
   */
  public static Token parse(String text) {
    int dash = text.indexOf('-');
    if (dash < 0) {
      throw new IllegalArgumentException("no token of a write: it has no '-'");
    }
    return new Token(Long.parseLong(text.substring(0, dash)), text.substring(dash + 1));
  }

  @Override
  public String toString() {
    return seq + "-" + id;
  }
}
