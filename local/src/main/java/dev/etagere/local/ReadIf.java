package dev.etagere.local;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must hold for a read, or of the source of a copy. As in HTTP, the time counts only where
 * there is no ETag of the same sense. Immutable; start from {@link #always()}.
 *
 * @param matches {@code If-Match}: ETags without quotes, {@code *} for any; {@code null} for no
 *     condition
 * @param noneMatch {@code If-None-Match}, likewise
 * @param modifiedSince {@code If-Modified-Since}, to the second; {@code null} for no condition
 * @param unmodifiedSince {@code If-Unmodified-Since}, likewise
 */
public record ReadIf(
    @Nullable List<String> matches,
    @Nullable List<String> noneMatch,
    @Nullable Instant modifiedSince,
    @Nullable Instant unmodifiedSince) {
  private static final ReadIf ALWAYS = new ReadIf(null, null, null, null);

  /** Copies the lists. */
  public ReadIf {
    matches = matches == null ? null : List.copyOf(matches);
    noneMatch = noneMatch == null ? null : List.copyOf(noneMatch);
  }

  /** No condition. */
  public static ReadIf always() {
    return ALWAYS;
  }

  /** Only if the object has one of these ETags. */
  public static ReadIf matches(String... etags) {
    return new ReadIf(List.of(etags), null, null, null);
  }

  /** Only if the object has none of these ETags. */
  public static ReadIf noneMatch(String... etags) {
    return new ReadIf(null, List.of(etags), null, null);
  }
}
