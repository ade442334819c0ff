package dev.etagere.quorum.store;

import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Looking after a store over three or more locations: {@code store.edge(Quorum.class).care()}. Each
 * walks all keys under a prefix in constant memory, several at once, is safe while others read and
 * write, and can be ended by an interrupt and run again at any time. Safe for use by many threads.
 *
 * <p>Each throws {@link dev.etagere.core.UnavailableException} if no majority of the locations can
 * be listed, and goes on with the next key where a single key cannot be seen to.
 */
public interface Care {
  /**
   * What a walk came to.
   *
   * @param keys how many keys, deleted ones among them, were looked at
   * @param well how many were as they should be
   * @param mended how many are so now, or how many objects were removed
   * @param failed how many are not, since a location was away or holds what is not this store's
   */
  record Report(long keys, long well, long mended, long failed) {}

  /**
   * Compares what the locations hold, and changes nothing. A request to each location for a key. Of
   * a key that is being written it may see one location before and another after.
   *
   * @param told of each key that is not well, from several threads
   */
  Report verify(String prefix, Consumer<KeyState> told);

  /**
   * Brings to each location what it missed, contents too: after it was away, or after it was
   * emptied and made again. A majority must be up; the newest state is never replaced by an older
   * one. At the end it leaves what {@link #rolledBack} goes by.
   *
   * @param told of each key that was not well, as it was before, from several threads
   */
  Report repair(String prefix, Consumer<KeyState> told);

  /**
   * The locations that show less than they once acknowledged: restored from a backup, or emptied.
   * Such a one is another location now; as the one it was it makes wrong answers possible, and no
   * repair can mend that. {@link #repair} leaves a counter at each location and notes of it at the
   * others, by which this is noticed: what was lost since the last repair is not. Two small
   * requests to each location; those that are away are passed over.
   */
  List<Location> rolledBack();

  /**
   * Brings every key, deleted ones too, into a term of the present epoch and to each location that
   * stays, contents too: what has to be done before the exchange of a location is over, see {@link
   * Replacement}. From then on nobody who counts the former locations can read or write such a key.
   *
   * @param progress how many keys were looked at so far, from several threads
   * @param told of each key that could not be brought, as it is, from several threads
   */
  Report establish(LongConsumer progress, Consumer<KeyState> told);

  /**
   * Removes contents that no key names any more: of values that were replaced or deleted, and of
   * writes that came to nothing. For a key that has such it begins a new term first, so that no
   * write under way can name them: writers of that key lose a round trip. Tombstones stay.
   *
   * @param olderThan only what was written so long ago, to leave uploads that are under way alone;
   *     it matters for their speed only, nothing rests on clocks
   * @param told of each object removed, by its name, from several threads
   */
  Report collect(Duration olderThan, Consumer<String> told);

  /**
   * Takes over what another store holds, such as a plain bucket, with all that is stored beside the
   * bytes. What is here already stays: it is well if it has the same size and was written after the
   * other was changed last; otherwise it is told, and left alone.
   *
   * @param told of each key that is here with something else, from several threads
   */
  Report importFrom(ObjectStore source, String prefix, Consumer<String> told);
}
