package dev.etagere.core.spi;

import dev.etagere.core.Body;
import dev.etagere.core.ByteRange;
import dev.etagere.core.Content;
import dev.etagere.core.Guarantees;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.Precondition;
import dev.etagere.core.Removal;
import dev.etagere.core.TransferListener;
import dev.etagere.core.Version;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The least a location must do; {@link Stores#over} makes the comfortable store of it.
 *
 * <p>Keys arrive checked by {@link Keys}. Every method ends by its deadline, throws only {@link
 * dev.etagere.core.StoreException} and {@link IllegalArgumentException}, and answers an interrupt
 * as {@link dev.etagere.core.ObjectStore} says. Must be safe for use by many threads.
 */
public interface StoreBackend extends AutoCloseable {
  /** Where the objects are. */
  Location location();

  /** What the location is taken to do; the backend refuses what is not among it. */
  Guarantees guarantees();

  /** Looks at an object; empty if there is none. */
  Optional<ObjectInfo> head(String key, Deadline deadline);

  /**
   * Opens an object for reading.
   *
   * @param range the bytes wanted, or {@code null} for all; one that starts after the end is empty
   * @throws dev.etagere.core.ConflictException if it must match a version and does not
   */
  Fetched fetch(String key, ReadCondition condition, @Nullable ByteRange range, Deadline deadline);

  /**
   * Writes an object, see {@link dev.etagere.core.ObjectStore#put(String, Content, Precondition)}.
   */
  Version put(String key, Content content, Precondition precondition, Deadline deadline);

  /**
   * The same, and tells how far it is; unless a backend does better, of a stream when it is read
   * and of all else at the end.
   *
   * @param listener never throws
   */
  default Version put(
      String key,
      Content content,
      Precondition precondition,
      TransferListener listener,
      Deadline deadline) {
    if (content.body() instanceof Body.Stream) {
      return put(key, ToldStream.over(content, listener), precondition, deadline);
    }
    long length = BackedStore.length(content);
    Version version = put(key, content, precondition, deadline);
    listener.moved(length);
    return version;
  }

  /**
   * Writes on condition, for a caller who reads the object next if the condition does not hold: a
   * refusal need not be looked into, but then names the write ({@link
   * dev.etagere.core.ConflictException#unseenWrite}), for the caller to look for its id.
   */
  default Version putThenRead(
      String key, Content content, Precondition precondition, Deadline deadline) {
    return put(key, content, precondition, deadline);
  }

  /** Removes an object, see {@link dev.etagere.core.ObjectStore#delete(String, Precondition)}. */
  Removal delete(String key, Precondition precondition, Deadline deadline);

  /** Copies an object, see {@link dev.etagere.core.ObjectStore#copy}. */
  Version copy(String from, String to, Precondition precondition, Deadline deadline);

  /**
   * One page of a listing.
   *
   * @param continuation what the page before gave, or {@code null} for the first
   */
  ListPage list(ListQuery query, @Nullable String continuation, Deadline deadline);

  /** The provider's own edge of this type, or {@code null} if it has none. */
  default <T> @Nullable T edge(Class<T> type) {
    return null;
  }

  @Override
  void close();
}
