package dev.etagere.core;

/**
 * The answer to {@link ObjectStore#getIfChanged}: what became of an object known at some version.
 */
public sealed interface Refreshed {
  /**
   * The object is still at the version known; its body was not sent again.
   *
   * @param version the version known
   * @param freshness whether it may have changed all the same, at a location not reached
   */
  record Unchanged(Version version, Freshness freshness) implements Refreshed {
    /** It is, for certain. */
    public Unchanged(Version version) {
      this(version, Freshness.current());
    }
  }

  /**
   * The object is another now.
   *
   * @param object the object as it is
   */
  record Changed(StoredObject object) implements Refreshed {}

  /** There is no object now. */
  record Absent() implements Refreshed {}
}
