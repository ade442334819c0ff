package dev.etagere.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.Content;
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
      store.delete(key, Precondition.matches(version));
      expected.remove(key);
    } else {
      String to = "copy of " + random.nextInt();
      store.copy(key, to, Precondition.absent());
      expected.put(to, String.valueOf(expected.get(key)));
    }
  }

  private static void assertHolds(ObjectStore store, Map<String, String> expected) {
    try (Listing listing = store.list(ListQuery.all().withPageSize(37))) {
      assertThat(listing.stream().map(ListEntry::name)).containsExactlyElementsOf(expected.keySet());
    }
    expected.forEach(
        (key, value) -> {
          assertThat(store.get(key).orElseThrow().asString()).as("at '%s'", key).isEqualTo(value);
          assertThat(store.head(key).orElseThrow().key()).isEqualTo(key);
        });
  }
}
