package dev.etagere.core;

/**
 * What must hold for a write to take effect; the location judges it in one step with the write.
 * Immutable.
 */
public sealed interface Precondition {
  /** The write takes effect whatever is there. */
  static Precondition none() {
    return None.INSTANCE;
  }

  /** The write takes effect only if there is no object. */
  static Precondition absent() {
    return Absent.INSTANCE;
  }

  /** The write takes effect only if the object is still at this version. */
  static Precondition matches(Version version) {
    return new Matches(version);
  }

  /** See {@link Precondition#none()}. */
  enum None implements Precondition {
    /** The only one. */
    INSTANCE;

    @Override
    public String toString() {
      return "none";
    }
  }

  /** See {@link Precondition#absent()}. */
  enum Absent implements Precondition {
    /** The only one. */
    INSTANCE;

    @Override
    public String toString() {
      return "absent";
    }
  }

  /**
   * See {@link Precondition#matches(Version)}.
   *
   * @param version the version that must still be there
   */
  record Matches(Version version) implements Precondition {
    @Override
    public String toString() {
      return "version " + version;
    }
  }
}
