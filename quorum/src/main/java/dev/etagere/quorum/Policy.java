package dev.etagere.quorum;

import org.jspecify.annotations.Nullable;

/**
 * What an operation asks of whoever drives it: matters of time, chance and preference. No answer
 * can make a result wrong, only late. It is asked anew at each step.
 */
public interface Policy {
  /**
   * Whether to send to a location now. Say no to hedge (the third read), to back off, or while its
   * breaker is open; and call {@link Operation#advance()} again when the answer changes.
   *
   * @param location its index
   * @param failures how many requests of this operation to it had no use: refused, lost, or in vain
   */
  boolean mayAsk(int location, int failures);

  /**
   * The same for a read. Say no to a location that is asked only if the others do not do.
   *
   * @param location its index
   * @param failures as above
   */
  default boolean mayRead(int location, int failures) {
    return mayAsk(location, failures);
  }

  /**
   * Whether a location counts as down, so that writing goes on without it: copies there are not
   * waited for.
   */
  boolean isDown(int location);

  /**
   * Whether a location has not answered for so long, or is down, that another home is made in its
   * place.
   */
  default boolean isAway(int location) {
    return isDown(location);
  }

  /** How gladly a data location is made home: the smallest wins. */
  int distance(int location);

  /** A new random id for a write. */
  String newId();

  /**
   * Where a write should move the home to, though the present one is well: back to the preferred
   * location, or near the writer. It costs a round trip more, and whoever moves at each write makes
   * everybody slow: wait a while before, and longer the more often it moved.
   *
   * @param currentHome the index of the location that leads the key's term
   * @return the index of another data location; {@code currentHome}, the default, to stay
   */
  default int preferredHome(int currentHome) {
    return currentHome;
  }

  /**
   * Whether a write should make this client the one leader of the key, for as long as it is the
   * only one that writes: it takes a round trip more now, and one less from then on. Others outbid
   * it by a round trip. Asked once in an operation at most.
   *
   * @return a new random word, never used before by anybody and from now on by nobody, which names
   *     the term; {@code null}, the default, to write where everybody does
   */
  default @Nullable String newLeader() {
    return null;
  }
}
