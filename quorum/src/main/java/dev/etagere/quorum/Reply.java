package dev.etagere.quorum;

/** What became of a request. */
public sealed interface Reply {
  /**
   * A read found an object of ours.
   *
   * @param register what it holds
   * @param etag its ETag, exactly as the location gave it
   */
  record Found(Register register, String etag) implements Reply {}

  /**
   * A write was done.
   *
   * @param etag the new object's ETag, exactly as the location gave it
   */
  record Stored(String etag) implements Reply {}

  /** The other replies. */
  enum Plain implements Reply {
    /** A read found no object. */
    NOTHING,
    /** A write's condition did not hold (412, or 404 to an {@code If-Match}): it was not done. */
    REFUSED,
    /**
     * Nobody knows: no reply in time, a 5xx, a 409, a broken connection. A write may have been
     * done, or may be done later.
     */
    LOST,
    /** A read found something that is not ours: it does not parse, or names another location. */
    FOREIGN
  }
}
