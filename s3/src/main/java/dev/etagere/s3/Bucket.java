package dev.etagere.s3;

import dev.etagere.core.spi.Keys;

/** The bucket of a location and the prefix of its keys. Safe for use by many threads. */
final class Bucket {
  private final String name;
  private final String prefix;
  private volatile boolean seen;

  Bucket(String name, String prefix) {
    this.name = name;
    this.prefix = prefix;
  }

  String name() {
    return name;
  }

  String prefix() {
    return prefix;
  }

  /** The whole key, checked. */
  String key(String usersKey) {
    return Keys.require(prefix, usersKey);
  }

  /** The key as users know it. */
  String usersKey(String wholeKey) {
    return wholeKey.substring(prefix.length());
  }

  /** Whether it answered once, so that it exists. */
  boolean known() {
    return seen;
  }

  void wasSeen() {
    seen = true;
  }
}
