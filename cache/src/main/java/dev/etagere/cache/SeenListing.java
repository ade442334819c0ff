package dev.etagere.cache;

import dev.etagere.core.Freshness;
import dev.etagere.core.ListEntry;
import dev.etagere.core.Listing;
import java.util.Iterator;
import java.util.stream.Stream;

/** A listing whose versions are noted as they are shown. */
final class SeenListing implements Listing {
  private final Listing listing;
  private final Memory memory;

  SeenListing(Listing listing, Memory memory) {
    this.listing = listing;
    this.memory = memory;
  }

  @Override
  public Iterator<ListEntry> iterator() {
    Iterator<ListEntry> entries = listing.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return entries.hasNext();
      }

      @Override
      public ListEntry next() {
        return noted(entries.next());
      }
    };
  }

  @Override
  public Stream<ListEntry> stream() {
    return listing.stream().map(this::noted);
  }

  private ListEntry noted(ListEntry entry) {
    if (entry instanceof ListEntry.ObjectEntry object && !listing.freshness().possiblyStale()) {
      memory.saw(object.key(), object.version());
    }
    return entry;
  }

  @Override
  public Freshness freshness() {
    return listing.freshness();
  }

  @Override
  public void close() {
    listing.close();
  }
}
