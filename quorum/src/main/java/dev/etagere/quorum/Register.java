package dev.etagere.quorum;

/**
 * What one location stores of one key: a small object, replaced as a whole and only on condition of
 * the ETag of what was read there. Each one stored at a location differs from all before, so the
 * ETag names it.
 *
 * @param location the id of the location it is written to
 * @param promised the term below which this location takes no state any more
 * @param state the greatest state it took
 */
public record Register(String location, Term promised, State state) {
  @Override
  public String toString() {
    String promise = promised.equals(state.term()) ? "" : " promised " + promised;
    return state + promise;
  }
}
