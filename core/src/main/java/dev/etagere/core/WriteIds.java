package dev.etagere.core;

import java.util.random.RandomGenerator;

/** Ids of writes: short, since eight of them ride in the metadata of each object. */
final class WriteIds {
  static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /** 62^11 is about 2^65: a clash among the few writes of one key is out of the question. */
  static final int LENGTH = 11;

  private WriteIds() {}

  static String next(RandomGenerator random) {
    StringBuilder id = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return id.toString();
  }
}
