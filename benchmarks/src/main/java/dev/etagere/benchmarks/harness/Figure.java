package dev.etagere.benchmarks.harness;

/** Something to measure beside peers. Each line of its result carries its own bound. */
public interface Figure {
  /** As on the command line. */
  String name();

  /** What is compared, and how, in a paragraph for the page of results. */
  String about();

  /**
   * Measures.
   *
   * @throws Exception if it cannot be measured; the run goes on with the others and fails
   */
  Result run(Rounds rounds) throws Exception;
}
