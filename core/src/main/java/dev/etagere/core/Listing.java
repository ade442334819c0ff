package dev.etagere.core;

import java.util.Iterator;
import java.util.stream.Stream;

/**
 * Entries in the order of their names' UTF-8 bytes, fetched page by page as they are read, so any
 * number of them takes constant memory. It can be read once, by one thread; closing it, early or
 * late, ends it.
 *
 * <p>A listing is no snapshot: an object written or deleted meanwhile may or may not appear. Its
 * iterator and stream throw what {@link ObjectStore#list} throws.
 */
public interface Listing extends Iterable<ListEntry>, AutoCloseable {
  /**
   * The entries, once.
   *
   * @throws IllegalStateException if they were taken before, or the listing is closed
   */
  @Override
  Iterator<ListEntry> iterator();

  /** The entries as a sequential stream, once. */
  Stream<ListEntry> stream();

  /** The objects among the entries, once. */
  default Stream<ListEntry.ObjectEntry> objects() {
    return stream()
        .filter(ListEntry.ObjectEntry.class::isInstance)
        .map(ListEntry.ObjectEntry.class::cast);
  }

  /**
   * Whether something newer than the entries read so far may exist: the freshness of the stalest of
   * them. To be asked after the entries were read; current before.
   */
  Freshness freshness();

  /** Ends the listing; no further page is fetched. */
  @Override
  void close();
}
