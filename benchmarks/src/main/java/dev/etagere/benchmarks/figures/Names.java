package dev.etagere.benchmarks.figures;

/** Names of sides. */
final class Names {
  static final String OURS = "etagere";

  private Names() {}
}
