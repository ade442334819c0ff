package dev.etagere.core.probe;

import java.util.List;

/** What else a provider can find out about its location; an edge of the stores that have it. */
public interface Observations {
  /**
   * Tries and tells, in words.
   *
   * @param prefix for the keys it uses; what it leaves there is removed by the caller
   */
  List<String> observe(String prefix);
}
