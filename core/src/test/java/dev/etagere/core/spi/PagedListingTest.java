package dev.etagere.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.Freshness;
import dev.etagere.core.Lineage;
import dev.etagere.core.ListEntry;
import dev.etagere.core.Location;
import dev.etagere.core.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PagedListingTest {
  private final List<String> asked = new ArrayList<>();

  @Test
  void iterator_severalPages_givesAllInOrderAndFetchesLazily() {
    PagedListing listing = listing(List.of("a", "b"), List.of("c"), List.of("d", "e"));
    assertThat(asked).isEmpty();

    Iterator<ListEntry> entries = listing.iterator();
    assertThat(asked).isEmpty();
    assertThat(entries.next().name()).isEqualTo("a");
    assertThat(entries.next().name()).isEqualTo("b");
    assertThat(asked).containsExactly("null");

    assertThat(entries.next().name()).isEqualTo("c");
    assertThat(asked).containsExactly("null", "1");
    assertThat(entries).toIterable().extracting(ListEntry::name).containsExactly("d", "e");
    assertThat(asked).containsExactly("null", "1", "2");
    assertThatThrownBy(entries::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void iterator_emptyPages_arePassedOver() {
    PagedListing listing = listing(List.of(), List.of(), List.of("a"), List.of());

    assertThat(listing).extracting(ListEntry::name).containsExactly("a");
    assertThat(asked).hasSize(4);
  }

  @Test
  void iterator_nothing_isEmpty() {
    assertThat(listing(List.of())).isEmpty();
  }

  @Test
  void iterator_takenTwiceOrAfterClose_isRefused() {
    PagedListing listing = listing(List.of("a"));
    assertThat(listing.iterator().hasNext()).isTrue();
    assertThatThrownBy(listing::iterator).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(listing::stream).isInstanceOf(IllegalStateException.class);

    PagedListing closed = listing(List.of("a"));
    closed.close();
    assertThatThrownBy(closed::iterator).isInstanceOf(IllegalStateException.class);
    assertThat(asked).hasSize(1);
  }

  @Test
  void close_inTheMiddle_endsItAndFetchesNoMore() {
    PagedListing listing = listing(List.of("a", "b"), List.of("c"));
    Iterator<ListEntry> entries = listing.iterator();
    entries.next();

    listing.close();

    assertThat(entries.hasNext()).isFalse();
    assertThat(asked).hasSize(1);
  }

  @Test
  void stream_limitedAndClosed_fetchesOnlyWhatIsNeeded() {
    PagedListing listing = listing(List.of("a", "b"), List.of("c"));
    Iterator<ListEntry> never = listing(List.of()).iterator();
    asked.clear();

    try (Stream<ListEntry> stream = listing.stream()) {
      assertThat(stream.limit(2).map(ListEntry::name)).containsExactly("a", "b");
    }

    assertThat(asked).containsExactly("null");
    assertThatThrownBy(listing::iterator).isInstanceOf(IllegalStateException.class);
    assertThat(never.hasNext()).isFalse();
  }

  @Test
  void freshness_onePageOfSeveralStale_isStaleOnceThatPageWasRead() {
    Freshness stale = new Freshness.PossiblyStale(Location.data("mem:behind"));
    List<ListPage> pages =
        List.of(
            new ListPage(List.of(entry("a")), "1"),
            new ListPage(List.of(entry("b")), "2", stale),
            new ListPage(List.of(entry("c")), null));
    PagedListing listing = new PagedListing(c -> pages.get(c == null ? 0 : Integer.parseInt(c)));
    Iterator<ListEntry> entries = listing.iterator();

    entries.next();
    assertThat(listing.freshness()).isEqualTo(Freshness.current());
    entries.next();
    assertThat(listing.freshness()).isEqualTo(stale);
    entries.next();
    assertThat(listing.freshness()).isEqualTo(stale);
  }

  @Test
  void objects_prefixesAmongThem_areLeftOut() {
    ListPage page =
        new ListPage(List.of(entry("a"), new ListEntry.CommonPrefix("b/"), entry("c")), null);

    assertThat(new PagedListing(c -> page).objects().map(ListEntry.ObjectEntry::key))
        .containsExactly("a", "c");
  }

  @SafeVarargs
  private PagedListing listing(List<String>... pages) {
    return new PagedListing(
        continuation -> {
          asked.add(String.valueOf(continuation));
          int page = continuation == null ? 0 : Integer.parseInt(continuation);
          List<ListEntry> entries =
              pages[page].stream().<ListEntry>map(PagedListingTest::entry).toList();
          return new ListPage(entries, page + 1 < pages.length ? String.valueOf(page + 1) : null);
        });
  }

  private static ListEntry.ObjectEntry entry(String key) {
    return new ListEntry.ObjectEntry(key, Version.of("t", Lineage.unknown()), 1, Instant.EPOCH);
  }
}
