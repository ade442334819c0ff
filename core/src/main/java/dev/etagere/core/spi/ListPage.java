package dev.etagere.core.spi;

import dev.etagere.core.ListEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a listing.
 *
 * @param entries in the order of their names' UTF-8 bytes
 * @param continuation asks for the next page, or {@code null} if this is the last
 */
public record ListPage(List<ListEntry> entries, @Nullable String continuation) {
  /** Copies the list. */
  public ListPage {
    entries = List.copyOf(entries);
  }
}
