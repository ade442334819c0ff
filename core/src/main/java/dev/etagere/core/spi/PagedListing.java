package dev.etagere.core.spi;

import dev.etagere.core.Freshness;
import dev.etagere.core.ListEntry;
import dev.etagere.core.Listing;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** A listing that holds one page at a time. */
final class PagedListing implements Listing {
  private final Function<@Nullable String, ListPage> pages;
  private boolean taken;
  private volatile boolean closed;
  private volatile Freshness freshness = Freshness.current();

  PagedListing(Function<@Nullable String, ListPage> pages) {
    this.pages = pages;
  }

  @Override
  public Iterator<ListEntry> iterator() {
    if (taken || closed) {
      throw new IllegalStateException("a listing can be read once, and not after it was closed");
    }
    taken = true;
    return new Entries();
  }

  @Override
  public Stream<ListEntry> stream() {
    int traits = Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.DISTINCT;
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator(), traits), false)
        .onClose(this::close);
  }

  @Override
  public Freshness freshness() {
    return freshness;
  }

  @Override
  public void close() {
    closed = true;
  }

  private final class Entries implements Iterator<ListEntry> {
    private Iterator<ListEntry> page = List.<ListEntry>of().iterator();
    private @Nullable String continuation;
    private boolean last;

    @Override
    public boolean hasNext() {
      while (!page.hasNext() && !last && !closed) {
        ListPage next = pages.apply(continuation);
        page = next.entries().iterator();
        if (next.freshness().possiblyStale()) {
          freshness = next.freshness();
        }
        continuation = next.continuation();
        last = continuation == null;
      }
      return !closed && page.hasNext();
    }

    @Override
    public ListEntry next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return page.next();
    }
  }
}
