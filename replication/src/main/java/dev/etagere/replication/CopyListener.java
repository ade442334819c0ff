package dev.etagere.replication;

/** Hears of a copy while it goes on. Called by several threads at once, and should be quick. */
public interface CopyListener {
  /** One that hears nothing. */
  CopyListener NONE = new CopyListener() {};

  /**
   * A key was dealt with.
   *
   * @param size of the object at A, in bytes
   * @param message what there is to say beyond the outcome; may be empty
   */
  default void ended(String key, long size, Outcome outcome, String message) {}

  /** Some bytes of an object have arrived at B, before it has {@linkplain #ended ended}. */
  default void moved(long bytes) {}

  /** Something the operator should know, once. */
  default void note(String message) {}
}
