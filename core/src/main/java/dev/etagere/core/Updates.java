package dev.etagere.core;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The comfortable updates, all told in terms of {@link ObjectStore#revise}. */
final class Updates {
  /** What a location does not tell. */
  private static final String STANDARD = "STANDARD";

  private Updates() {}

  static Versioned<Content> run(
      ObjectStore store,
      String key,
      @Nullable Supplier<Content> initial,
      UnaryOperator<Content> change) {
    Holder<Content> result = new Holder<>();
    Revision.OfContent revision =
        current -> {
          Content before = current == null ? initial(key, initial) : current.toContent();
          Content after = required(change.apply(before));
          result.value = after;
          return current != null && same(before, after) ? null : after;
        };
    Version version = store.revise(key, revision);
    return new Versioned<>(result.get(), known(version));
  }

  static <T> Versioned<T> run(
      ObjectStore store,
      String key,
      Codec<T> codec,
      @Nullable Supplier<T> initial,
      UnaryOperator<T> change) {
    Holder<T> result = new Holder<>();
    Revision.OfContent revision =
        current -> {
          T value = current == null ? initial(key, initial) : current.as(codec);
          // Encoded before the function runs: it may change the value in place.
          byte[] before = codec.encode(value);
          T after = required(change.apply(value));
          byte[] bytes = codec.encode(after);
          result.value = after;
          if (current == null) {
            return Content.of(bytes).as(codec.contentType());
          }
          boolean unchanged = Arrays.equals(bytes, before);
          return unchanged
              ? null
              : current.toContent().withBody(new Body.Bytes(bytes)).as(codec.contentType());
        };
    Version version = store.revise(key, revision);
    return new Versioned<>(result.get(), known(version));
  }

  private static <V> V initial(String key, @Nullable Supplier<V> initial) {
    if (initial == null) {
      throw new AbsentException(
          key, "'" + key + "' does not exist; create it, or update it with an initial value", null);
    }
    return required(initial.get());
  }

  /** Before anything is made of it: many a codec would write null as a value. */
  private static <V> V required(@Nullable V given) {
    if (given == null) {
      throw new NullPointerException("the function of an update must not return null");
    }
    return given;
  }

  /** Whether nothing is asked for that is not there. Content may leave open how it is kept. */
  private static boolean same(Content there, Content wanted) {
    return there == wanted
        || (there.body() instanceof Body.Bytes x
            && wanted.body() instanceof Body.Bytes y
            && Arrays.equals(x.bytes(), y.bytes())
            && there.attributes().equals(wanted.attributes())
            && wanted.acl() == null
            && (wanted.storageClass() == null || wanted.storageClass().equals(storageClass(there)))
            && (wanted.encryption() == null || wanted.encryption().equals(there.encryption())));
  }

  private static String storageClass(Content content) {
    return Objects.requireNonNullElse(content.storageClass(), STANDARD);
  }

  private static Version known(@Nullable Version version) {
    if (version == null) {
      throw new IllegalStateException("an update that returned left an object");
    }
    return version;
  }

  /** The result of the function's last run. */
  private static final class Holder<V> {
    private @Nullable V value;

    V get() {
      if (value == null) {
        throw new IllegalStateException("an update that returned called its function");
      }
      return value;
    }
  }
}
