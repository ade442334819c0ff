package dev.etagere.core;

/**
 * Something a location may or may not do. A store refuses what its location lacks ({@link
 * UnsupportedException}), but for conditional reads, which need no help to be exact; it never
 * pretends.
 */
public enum Guarantee {
  /** A create on an existing object fails, also when many race: exactly one wins. */
  CREATE_IF_ABSENT("create if absent"),
  /** A replace on another version fails, also when many race: exactly one wins. */
  REPLACE_IF_MATCHES("replace if it matches"),
  /** A delete on another version fails and removes nothing. */
  DELETE_IF_MATCHES("delete if it matches"),
  /** The completing request of a multipart upload honours a precondition. */
  CONDITIONAL_MULTIPART("conditional multipart upload"),
  /** A copy honours a precondition on its destination. */
  CONDITIONAL_COPY("conditional copy"),
  /**
   * A read can be made conditional on a version, and answers "unchanged" without the body. Where
   * this is lacking nothing is refused: the store reads without a condition and compares the
   * version that comes, which is as exact; the body is broken off.
   */
  CONDITIONAL_READ("conditional read");

  private final String words;

  Guarantee(String words) {
    this.words = words;
  }

  /** In words, for messages. */
  public String words() {
    return words;
  }
}
