package dev.etagere.core;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The objects of a store as values of one type, through a {@link Codec}. What the store says of
 * guarantees, deadlines and errors holds here too; reading bytes that do not fit the type is a
 * {@link CorruptException}. Safe for use by many threads; closing is the store's business.
 *
 * @param <T> the type of the values
 */
public final class TypedStore<T> {
  private final ObjectStore store;
  private final Codec<T> codec;

  TypedStore(ObjectStore store, Codec<T> codec) {
    this.store = store;
    this.codec = codec;
  }

  /** Reads a value; empty if there is none. */
  public Optional<Versioned<T>> get(String key) {
    return store.get(key).map(this::decode);
  }

  /**
   * Reads a value if it is still at a version; empty if there is none.
   *
   * @throws ConflictException if it is at another version now
   */
  public Optional<Versioned<T>> getIfMatches(String key, Version expected) {
    return store.getIfMatches(key, expected).map(this::decode);
  }

  /** Writes a value, whatever is there; prefer the conditional forms. */
  public Version put(String key, T value) {
    return store.put(key, encode(value));
  }

  /**
   * Writes a value that must not exist.
   *
   * @throws ConflictException if it exists
   */
  public Version create(String key, T value) {
    return store.create(key, encode(value));
  }

  /**
   * Writes a value over a version of it. Metadata that stood beside it is not kept.
   *
   * @throws ConflictException if it is at another version, or gone
   */
  public Version replace(String key, T value, Version expected) {
    return store.replace(key, encode(value), expected);
  }

  /**
   * Changes a value by a function of what it is, see {@link ObjectStore#update(String,
   * UnaryOperator)}. A result with equal bytes writes nothing; metadata beside the value is kept.
   *
   * @throws AbsentException if there is none; use the form with an initial value
   */
  public Versioned<T> update(String key, UnaryOperator<T> change) {
    return Updates.run(store, key, codec, null, change);
  }

  /**
   * The same, starting from an initial value where there is none; the function is applied to that.
   */
  public Versioned<T> update(String key, Supplier<T> initial, UnaryOperator<T> change) {
    return Updates.run(store, key, codec, initial, change);
  }

  /**
   * Removes a value if a precondition holds, see {@link ObjectStore#delete(String, Precondition)}.
   */
  public Removal delete(String key, Precondition precondition) {
    return store.delete(key, precondition);
  }

  private Versioned<T> decode(StoredObject object) {
    return new Versioned<>(object.as(codec), object.version(), object.freshness());
  }

  private Content encode(T value) {
    return Content.of(codec.encode(value)).as(codec.contentType());
  }
}
