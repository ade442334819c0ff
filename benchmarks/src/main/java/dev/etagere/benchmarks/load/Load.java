package dev.etagere.benchmarks.load;

import dev.etagere.benchmarks.harness.Measure;
import java.io.IOException;

/** What a client does while it is measured; for one thread, which may start others. */
public interface Load extends AutoCloseable {
  /**
   * Works for about this long.
   *
   * @param what what to do, where there is a choice
   */
  Measure round(String what, long millis) throws Exception;

  @Override
  default void close() throws IOException {}
}
