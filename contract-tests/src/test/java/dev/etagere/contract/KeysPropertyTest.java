package dev.etagere.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.Content;
import dev.etagere.core.Guarantee;
import dev.etagere.core.ListEntry;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Listing;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.Precondition;
import dev.etagere.core.Version;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Any key that is allowed is a key of its own, wherever it goes. */
class KeysPropertyTest {
  private static final int KEYS = 80;

  @ParameterizedTest
  @EnumSource
  void keys_any_areApartAndComeBack(Place place, TestInfo test, @TempDir Path directory) {
    Random random = Seed.of(test);
    Map<String, String> expected = new TreeMap<>(RandomKeys.ORDER);
    keys(random).forEach(key -> expected.put(key, "value " + expected.size()));
    try (Place.Shelf shelf = place.open(directory)) {
      ObjectStore store = shelf.store();
      expected.forEach((key, value) -> store.create(key, Content.text(value)));

      assertHolds(store, expected);

      List<String> shuffled = new ArrayList<>(expected.keySet());
      Collections.shuffle(shuffled, random);
      for (String key : shuffled.subList(0, shuffled.size() / 2)) {
        change(store, expected, key, random);
      }
      assertHolds(store, expected);
    }
  }

  /** A listing could not carry them, nor the answer to the start of an upload in parts. */
  @ParameterizedTest
  @EnumSource
  void keys_thatXmlCannotCarry_areRefused(Place place, @TempDir Path directory) {
    try (Place.Shelf shelf = place.open(directory)) {
      for (String key : List.of("a\uffff", "\ufffe", "a\u0000", "\n", "\u007f", "\u0085b")) {
        assertThatThrownBy(() -> shelf.store().put(key, Content.of("1")))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageMatching("key '.*\\\\u[0-9a-f]{4}.*' holds .*");
      }
      assertThat(names(shelf.store(), ListQuery.all())).isEmpty();
    }
  }

  /** There are services that repeat such a prefix as it is, where the SDK expects it encoded. */
  @ParameterizedTest
  @EnumSource
  void list_percentInTheQuery_isTakenAsItIs(Place place, @TempDir Path directory) {
    try (Place.Shelf shelf = place.open(directory)) {
      List<String> keys = List.of("100%/x", "a+b/c", "a b/c", "a%2Bb/c", "a%2x", "z");
      keys.forEach(key -> shelf.store().create(key, Content.of("1")));

      for (String prefix : List.of("100%", "100%/", "a%2", "a%2B", "a+", "%")) {
        assertThat(names(shelf.store(), ListQuery.under(prefix)))
            .as("under '%s'", prefix)
            .containsExactlyElementsOf(
                keys.stream().filter(key -> key.startsWith(prefix)).sorted().toList());
      }
      assertThat(names(shelf.store(), ListQuery.all().withStartAfter("a%2B").withPageSize(1)))
          .containsExactly("a%2Bb/c", "a%2x", "a+b/c", "z");
      assertThat(names(shelf.store(), ListQuery.under("a").withDelimiter("%2")))
          .containsExactly("a b/c", "a%2", "a+b/c");
    }
  }

  private static List<String> names(ObjectStore store, ListQuery query) {
    try (Listing listing = store.list(query)) {
      return listing.stream().map(ListEntry::name).toList();
    }
  }

  private static List<String> keys(Random random) {
    RandomKeys keys = new RandomKeys(random, Place.MAX_KEY_BYTES);
    List<String> all = new ArrayList<>();
    while (all.size() < KEYS) {
      String key = keys.next();
      all.add(key);
      String neighbour = keys.neighbour(key);
      if (keys.fits(neighbour)) {
        all.add(neighbour);
      }
    }
    return all;
  }

  private static void change(
      ObjectStore store, Map<String, String> expected, String key, Random random) {
    Version version = store.head(key).orElseThrow().version();
    if (random.nextBoolean()) {
      boolean judged = store.guarantees().holds(Guarantee.DELETE_IF_MATCHES);
      store.delete(key, judged ? Precondition.matches(version) : Precondition.none());
      expected.remove(key);
    } else {
      String to = "copy of " + random.nextInt();
      store.copy(key, to, Precondition.none());
      expected.put(to, String.valueOf(expected.get(key)));
    }
  }

  private static void assertHolds(ObjectStore store, Map<String, String> expected) {
    assertThat(names(store, ListQuery.all().withPageSize(37)))
        .containsExactlyElementsOf(expected.keySet());
    expected.forEach(
        (key, value) -> {
          assertThat(store.get(key).orElseThrow().asString()).as("at '%s'", key).isEqualTo(value);
          assertThat(store.head(key).orElseThrow().key()).isEqualTo(key);
        });
  }
}
