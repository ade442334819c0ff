package dev.etagere.core.spi;

import org.jspecify.annotations.Nullable;

/**
 * Requests to one location, each sent once and never again: what a protocol over several locations
 * is made of, which sees to repetition and outcome itself. An edge of a {@link StoreBackend}.
 * Bodies are small and in memory. Safe for use by many threads.
 *
 * <p>Both methods end by their deadline, throw what is named here and else what a store's methods
 * throw, and answer an interrupt with {@link dev.etagere.core.UnavailableException} or {@link
 * dev.etagere.core.OutcomeUnknownException}.
 */
public interface SingleRequests {
  /**
   * What is stored.
   *
   * @param bytes the whole object
   * @param etag its ETag, exactly as the location gave it
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Stored(byte[] bytes, String etag) {}

  /**
   * Checks that the location can have such a key.
   *
   * @throws IllegalArgumentException if it cannot
   */
  void requireKey(String key);

  /**
   * Reads an object.
   *
   * @param maxBytes a larger one is not read
   * @return {@code null} if there is none
   * @throws dev.etagere.core.TooLargeException if it is larger
   * @throws dev.etagere.core.UnavailableException if there was no answer
   */
  @Nullable Stored get(String key, int maxBytes, Deadline deadline);

  /**
   * Writes an object on condition.
   *
   * @param etag it must have, as {@link Stored#etag} or this method gave it; {@code null} if there
   *     must be none
   * @return its ETag now
   * @throws dev.etagere.core.ConflictException if the condition does not hold: nothing was done
   * @throws dev.etagere.core.UnavailableException if it was not sent: nothing was done
   * @throws dev.etagere.core.OutcomeUnknownException if there was no clear answer: it may have been
   *     done, or may be done yet
   */
  String put(String key, byte[] bytes, @Nullable String etag, Deadline deadline);

  /**
   * Removes an object on condition.
   *
   * @param etag it must have
   * @throws dev.etagere.core.ConflictException if it has another, or is gone: nothing was done
   * @throws dev.etagere.core.UnavailableException if it was not sent: nothing was done
   * @throws dev.etagere.core.OutcomeUnknownException if there was no clear answer
   */
  void delete(String key, String etag, Deadline deadline);
}
