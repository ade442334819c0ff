package dev.etagere.cli.demo;

/** One way to add to a shared counter. */
interface Contestant {
  /** What it is called in the table. */
  String name();

  /** A writer of its own, for one thread. */
  Writer writer(String name, Score score);

  /** A writer. */
  interface Writer {
    /** Adds one to the counter under a key, and tells the score how it went. */
    void addOne(String key);
  }
}
