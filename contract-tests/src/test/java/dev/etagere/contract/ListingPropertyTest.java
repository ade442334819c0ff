package dev.etagere.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.Content;
import dev.etagere.core.ListEntry;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Listing;
import dev.etagere.core.ObjectStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is asked of a listing, it gives what a walk over all keys gives, page by page. */
class ListingPropertyTest {
  private static final int KEYS = 150;
  private static final int QUERIES = 60;

  /** Few, so that keys share beginnings; the last two sort otherwise as UTF-16 than as UTF-8. */
  private static final List<String> LETTERS =
      List.of("a", "b", "/", "-", "\u00e9", "\ufffd", "\ud83d\ude00");

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CEPH")
  void list_anyQuery_givesWhatAWalkOverAllKeysGives(
      Place place, TestInfo test, @TempDir Path directory) {
    Random random = Seed.of(test);
    TreeSet<String> keys = new TreeSet<>(RandomKeys.ORDER);
    while (keys.size() < KEYS) {
      keys.add(word(random, 1 + random.nextInt(6)));
    }
    try (Place.Shelf shelf = place.open(directory)) {
      keys.forEach(key -> shelf.store().create(key, Content.of("")));
      for (int i = 0; i < QUERIES; i++) {
        ListQuery query = query(random, List.copyOf(keys));
        assertThat(listed(shelf.store(), query)).as("%s", query).isEqualTo(walk(keys, query));
      }
    }
  }

  private static String word(Random random, int letters) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < letters; i++) {
      word.append(LETTERS.get(random.nextInt(LETTERS.size())));
    }
    return word.toString();
  }

  private static ListQuery query(Random random, List<String> keys) {
    ListQuery query = ListQuery.all().withPrefix(word(random, random.nextInt(3)));
    if (random.nextInt(3) > 0) {
      query = query.withDelimiter(word(random, 1 + random.nextInt(5) / 4));
    }
    if (random.nextBoolean()) {
      String key = keys.get(random.nextInt(keys.size()));
      query =
          query.withStartAfter(random.nextBoolean() ? key : word(random, 1 + random.nextInt(3)));
    }
    return query.withPageSize(random.nextInt(4) == 0 ? 1_000 : 1 + random.nextInt(9));
  }

  private static List<String> listed(ObjectStore store, ListQuery query) {
    try (Listing listing = store.list(query)) {
      return listing.stream().map(ListingPropertyTest::line).toList();
    }
  }

  private static String line(ListEntry entry) {
    return (entry instanceof ListEntry.CommonPrefix ? "all of " : "") + entry.name();
  }

  /** What is said of listings in {@link ListQuery}, told in the plainest way. */
  private static List<String> walk(Collection<String> keys, ListQuery query) {
    List<String> lines = new ArrayList<>();
    for (String key : keys) {
      String group = group(key, query);
      String line = group == null ? key : "all of " + group;
      boolean first = lines.isEmpty() || !lines.get(lines.size() - 1).equals(line);
      if (key.startsWith(query.prefix()) && isAfter(key, group, query.startAfter()) && first) {
        lines.add(line);
      }
    }
    return lines;
  }

  private static @Nullable String group(String key, ListQuery query) {
    String delimiter = query.delimiter();
    int at = delimiter == null ? -1 : key.indexOf(delimiter, query.prefix().length());
    return delimiter == null || at < 0 ? null : key.substring(0, at + delimiter.length());
  }

  /** After a group comes what is not in it. */
  private static boolean isAfter(String key, @Nullable String group, @Nullable String start) {
    return start == null || (RandomKeys.ORDER.compare(key, start) > 0 && !start.equals(group));
  }
}
