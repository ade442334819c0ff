package dev.etagere.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.ListEntry;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Listing;
import dev.etagere.core.Precondition;
import dev.etagere.core.Version;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A store agrees with its model, call by call, whatever is called on a few keys. */
class ModelPropertyTest {
  private static final int STEPS = 500;
  private static final List<String> KEYS = List.of("a", "a/b", "c d");

  /** Few, so that a text comes back and with it an old version. */
  private static final List<String> TEXTS = List.of("", "1", "two", "drei \u00df", "4");

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CEPH")
  void store_anyCalls_agreesWithTheModel(Place place, TestInfo test, @TempDir Path directory) {
    Random random = Seed.of(test);
    try (Place.Shelf shelf = place.open(directory)) {
      Walk walk = new Walk(random, new Modelled(shelf.store()));
      for (int i = 0; i < STEPS; i++) {
        walk.step(i);
        if (i % 50 == 0) {
          try (Listing listing = shelf.store().list(ListQuery.all())) {
            assertThat(listing.stream().map(ListEntry::name))
                .containsExactlyElementsOf(walk.model.items().keySet());
          }
        }
      }
    }
  }

  /** One call after another, on both. */
  private static final class Walk {
    private final Random random;
    private final Modelled store;
    private final Model model = new Model();

    Walk(Random random, Modelled store) {
      this.random = random;
      this.store = store;
    }

    void step(int number) {
      String key = pick(KEYS);
      switch (random.nextInt(8)) {
        case 0, 1 -> put(number, key);
        case 2 -> delete(number, key);
        case 3 -> copy(number, pick(KEYS), key);
        case 4 -> update(number, key);
        case 5 -> agree(number, "get " + key, store.get(key), model.get(key));
        case 6 -> getIfMatches(number, key, version());
        default -> getIfChanged(number, key, version());
      }
    }

    private void put(int number, String key) {
      Precondition precondition = precondition();
      Model.Item item = new Model.Item(pick(TEXTS), "m" + random.nextInt(3));
      agree(
          number,
          "put " + key + " " + item + " if " + precondition,
          store.put(key, item, precondition),
          model.put(key, item, precondition));
    }

    private void delete(int number, String key) {
      Precondition precondition =
          random.nextBoolean() ? Precondition.none() : Precondition.matches(version());
      String expected = model.delete(key, precondition);
      agree(
          number,
          "delete " + key + " if " + precondition,
          store.delete(key, precondition, expected),
          expected);
    }

    private void copy(int number, String from, String to) {
      Precondition precondition = precondition();
      agree(
          number,
          "copy " + from + " to " + to + " if " + precondition,
          store.copy(from, to, precondition),
          model.copy(from, to, precondition));
    }

    private void update(int number, String key) {
      String next = pick(TEXTS);
      UnaryOperator<String> change = text -> text.isEmpty() ? next : text.substring(1);
      Model.Item initial = random.nextBoolean() ? new Model.Item("new", "m9") : null;
      agree(
          number,
          "update " + key + " from " + initial,
          store.update(key, initial, change),
          model.update(key, initial, change));
    }

    private void getIfMatches(int number, String key, Version version) {
      agree(
          number,
          "get " + key + " if it matches " + version,
          store.getIfMatches(key, version),
          model.getIfMatches(key, version));
    }

    private void getIfChanged(int number, String key, Version version) {
      agree(
          number,
          "get " + key + " if it is not " + version,
          store.getIfChanged(key, version),
          model.getIfChanged(key, version));
    }

    private static void agree(int number, String call, String told, String expected) {
      assertThat(told).as("step %d: %s", number, call).isEqualTo(expected);
    }

    private Precondition precondition() {
      return switch (random.nextInt(4)) {
        case 0 -> Precondition.none();
        case 1 -> Precondition.absent();
        default -> Precondition.matches(version());
      };
    }

    /** Mostly one of the last. */
    private Version version() {
      List<Version> seen = store.seen();
      int back = random.nextInt(random.nextInt(3) == 0 ? seen.size() : Math.min(4, seen.size()));
      return seen.get(seen.size() - 1 - back);
    }

    private String pick(List<String> some) {
      return some.get(random.nextInt(some.size()));
    }
  }
}
