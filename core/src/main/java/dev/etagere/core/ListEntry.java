package dev.etagere.core;

import java.time.Instant;

/** One line of a listing. */
public sealed interface ListEntry {
  /** The key of the object, or the prefix the keys have in common. */
  String name();

  /**
   * An object.
   *
   * @param key the key
   * @param version the version when it was listed; good for conditions, though it carries no write
   *     ids
   * @param size the size in bytes
   * @param lastModified when the location stored it
   */
  record ObjectEntry(String key, Version version, long size, Instant lastModified)
      implements ListEntry {
    @Override
    public String name() {
      return key;
    }
  }

  /**
   * All keys that go on after a delimiter, as one line.
   *
   * @param prefix what they have in common, the delimiter at its end
   */
  record CommonPrefix(String prefix) implements ListEntry {
    @Override
    public String name() {
      return prefix;
    }
  }
}
