package dev.etagere.replication;

/** What became of one key of a {@linkplain Copier copy}. */
public enum Outcome {
  /** Already the same at B. */
  EQUAL("equal already", false),
  /** Copied and verified; the ETags are equal. */
  COPIED("copied", false),
  /**
   * Copied and verified as far as possible; B gives it another ETag, or its part sizes are unknown.
   */
  COPIED_OTHER_ETAG("copied, with another ETag", false),
  /** Only looked at: it would be copied. */
  WOULD_COPY("would be copied", false),
  /** B holds other content, which was left. */
  KEPT("different, left as it is at B", true),
  /** B has a delete marker, which was left. */
  DELETED_AT_B("deleted at B, left so", true),
  /** Same size at B, and ETags that say nothing about each other; left. */
  NOT_COMPARABLE("not comparable, left as it is at B", true),
  /** In an archive, from which it must be restored before anybody can read it. */
  ARCHIVED("archived at A, restore it first", true),
  /** Deleted at A before it was read; nothing was written. */
  GONE("deleted at A meanwhile", false),
  /** Changed at A or B again and again while it was copied; look with {@link Diff}. */
  UNSETTLED("changed meanwhile, look at it again", true),
  /** Not copied; the message says why. */
  FAILED("failed", true);

  private final String words;
  private final boolean open;

  Outcome(String words, boolean open) {
    this.words = words;
    this.open = open;
  }

  /** For people. */
  public String words() {
    return words;
  }

  /** Whether somebody must still do something about the key. */
  public boolean isOpen() {
    return open;
  }
}
