package dev.etagere.quorum;

/**
 * An operation's own write, from when it is first put on a base until its fate is known. It keeps
 * its id only on the base it was first put on; on any other it is another write.
 *
 * @param state as proposed in the highest term so far
 * @param base what it lies on
 * @param severalTerms whether it was proposed in more than one term
 * @param open how many of the requests that carried it may have taken effect, or may yet
 */
record Proposal(State state, Token base, boolean severalTerms, int open) {
  static Proposal of(State state, Token base) {
    return new Proposal(state, base, false, 0);
  }

  /** The same write, perhaps in another term. */
  Proposal as(State other) {
    boolean sameTerm = other.term().equals(state.term());
    State highest = other.term().compareTo(state.term()) > 0 ? other : state;
    return new Proposal(highest, base, severalTerms || !sameTerm, open);
  }

  /** One request more carries it. */
  Proposal sent() {
    return new Proposal(state, base, severalTerms, open + 1);
  }

  /** One of the requests is known not to have taken effect. */
  Proposal oneLess() {
    return new Proposal(state, base, severalTerms, open - 1);
  }

  String id() {
    return state.id();
  }

  long seq() {
    return state.seq();
  }
}
