package dev.etagere.quorum;

/** How an operation ended. Immutable. */
public sealed interface Answer {
  /**
   * A read, or a delete that found nothing to delete: this was the state at one moment within the
   * operation.
   *
   * @param state the state; if it has a value, the payload is with it
   */
  record Current(State state) implements Answer {}

  /**
   * The write took effect, and no minority of locations can take it away.
   *
   * @param token what it is from now on known by
   * @param copies how many data locations were seen to hold it; with one, the loss of that location
   *     loses the payload
   */
  record Committed(Token token, int copies) implements Answer {}

  /**
   * The write did not take effect and will not: its condition did not hold of this state, which was
   * the current one at a moment within the operation.
   *
   * @param state the state, perhaps hollow
   */
  record Conflict(State state) implements Answer {}

  /**
   * There is no answer in time. A write did not take effect and will not.
   *
   * @param why in words
   */
  record Unavailable(String why) implements Answer {}

  /**
   * Locations were exchanged: these members decide no more. A write did not take effect and will
   * not. Begin anew with the present members.
   *
   * @param epoch of a term that one of the locations has promised
   */
  record Outdated(int epoch) implements Answer {}

  /**
   * The write may have taken effect, or may yet.
   *
   * @param token what it is known by if it did
   * @param why in words
   */
  record Unknown(Token token, String why) implements Answer {}

  /**
   * Two locations hold what cannot both have been written by these rules. Stop.
   *
   * @param why in words
   */
  record Corrupt(String why) implements Answer {}
}
