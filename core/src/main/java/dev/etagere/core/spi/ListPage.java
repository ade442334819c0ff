package dev.etagere.core.spi;

import dev.etagere.core.Freshness;
import dev.etagere.core.ListEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a listing.
 *
 * @param entries in the order of their names' UTF-8 bytes
 * @param continuation asks for the next page, or {@code null} if this is the last
 * @param freshness whether a newer page may exist, at a location not reached
 */
public record ListPage(
    List<ListEntry> entries, @Nullable String continuation, Freshness freshness) {
  /** A page that is current. */
  public ListPage(List<ListEntry> entries, @Nullable String continuation) {
    this(entries, continuation, Freshness.current());
  }

  /** Copies the list. */
  public ListPage {
    entries = List.copyOf(entries);
  }
}
