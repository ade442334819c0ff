package dev.etagere.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.Content;
import dev.etagere.core.ListEntry;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Listing;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Listings: row A7. */
abstract sealed class ListContract extends DeleteContract permits BodyContract {
  @Test
  void a7_list_manyPages_everyKeyOnceInOrder() {
    List<String> keys =
        IntStream.range(0, 25).mapToObj(i -> key("page/" + (char) ('a' + i))).toList();
    keys.forEach(k -> store.create(k, Content.of(k)));

    try (Listing listing = store.list(ListQuery.under(key("page/")).withPageSize(7))) {
      assertThat(listing.stream().map(ListEntry::name)).containsExactlyElementsOf(keys);
    }
  }

  @Test
  void a7_list_delimiterAndStartAfter_groupsAndSkips() {
    for (String name : List.of("a", "a/b", "a/c/d", "b", "c/x", "c/y", "d")) {
      store.create(key(name), Content.of(name));
    }

    assertThat(names(ListQuery.under(key("")).withDelimiter("/")))
        .containsExactly(key("a"), key("a/"), key("b"), key("c/"), key("d"));
    assertThat(names(ListQuery.under(key("")).withStartAfter(key("b"))))
        .containsExactly(key("c/x"), key("c/y"), key("d"));
    assertThat(names(ListQuery.under(key("")).withDelimiter("/").withPageSize(2)))
        .containsExactly(key("a"), key("a/"), key("b"), key("c/"), key("d"));
  }

  @Test
  void a7_list_entry_versionIsGoodForConditions() {
    store.create(key("only"), Content.of("1"));

    ListEntry.ObjectEntry entry;
    try (Listing listing = store.list(ListQuery.under(key("only")))) {
      entry = listing.objects().findFirst().orElseThrow();
    }

    assertThat(entry.size()).isEqualTo(1);
    store.replace(key("only"), Content.of("22"), entry.version());
    assertThat(text("only")).isEqualTo("22");
  }

  @Test
  void a7_list_closedOrReadTwice_isRefused() {
    Listing listing = store.list(ListQuery.under(key("")));
    assertThat(listing.iterator().hasNext()).isFalse();
    assertThatThrownBy(listing::iterator).isInstanceOf(IllegalStateException.class);
    listing.close();
  }
}
