package dev.etagere.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@EnumSource(Kind.class)
class ListingTest extends EngineFixture {
  private static final List<String> ALPHABET =
      List.of(
          "a",
          "b",
          "/",
          "//",
          ".",
          "..",
          "%",
          "%2F",
          "+",
          " ",
          "-",
          "_",
          "~",
          "é",
          "\u007f",
          "ÿ",
          "\uffff",
          "😀",
          "\ud83f\udfff",
          "\u0001",
          "'",
          "\\",
          "*",
          "?",
          "#",
          "A");

  private void putAll(Collection<String> keys) {
    keys.forEach(key -> put(key, key));
  }

  private List<String> names(ListRequest request) {
    return engine.list(BUCKET, request).lines().stream().map(ListedPage.Line::name).toList();
  }

  private List<String> allPages(ListRequest request) {
    List<String> all = new ArrayList<>();
    for (String next = request.startAfter(); ; ) {
      ListedPage<ObjectFacts> page = engine.list(BUCKET, request.after(next));
      assertThat(page.lines()).hasSizeLessThanOrEqualTo(request.maxKeys());
      page.lines().forEach(line -> all.add(line.name()));
      next = page.next();
      if (next == null) {
        return all;
      }
    }
  }

  @Test
  void list_keyBesideItsFolder_groupsOnlyTheFolder() {
    putAll(List.of("a", "a/b", "a/c", "a-b", "b"));

    assertThat(names(ListRequest.all())).containsExactly("a", "a-b", "a/b", "a/c", "b");
    assertThat(names(ListRequest.all().delimitedBy("/"))).containsExactly("a", "a-b", "a/", "b");
    assertThat(names(ListRequest.all().under("a/").delimitedBy("/"))).containsExactly("a/b", "a/c");
    assertThat(names(ListRequest.all().under("a").delimitedBy("/")))
        .containsExactly("a", "a-b", "a/");
  }

  @Test
  void list_unicode_isInTheOrderOfItsBytes() {
    putAll(List.of("\uffff", "😀", "z", "é"));

    // Java would put the surrogates of the smiley before U+FFFF.
    assertThat(names(ListRequest.all())).containsExactly("z", "é", "\uffff", "😀");
  }

  @Test
  void list_items_areWhatWasWritten() {
    ObjectFacts written = put("k", "v");

    assertThat(engine.list(BUCKET, ListRequest.all()).items()).containsExactly(written);
  }

  @Test
  void list_maxKeys_countsPrefixesAndKeysAlike() {
    putAll(List.of("a/1", "a/2", "b", "c/1", "d"));
    ListRequest request = ListRequest.all().delimitedBy("/");

    ListedPage<ObjectFacts> page = engine.list(BUCKET, request.atMost(3));

    assertThat(page.commonPrefixes()).containsExactly("a/", "c/");
    assertThat(page.items()).extracting(ObjectFacts::key).containsExactly("b");
    assertThat(page.truncated()).isTrue();
    assertThat(page.next()).isEqualTo("c/");
    assertThat(names(request.after("c/"))).containsExactly("d");
    assertThat(engine.list(BUCKET, request.atMost(4)).truncated()).isFalse();
  }

  @Test
  void list_noKeysWanted_isEmptyAndNotTruncated() {
    put("k", "v");

    ListedPage<ObjectFacts> page = engine.list(BUCKET, ListRequest.all().atMost(0));

    assertThat(page.lines()).isEmpty();
    assertThat(page.truncated()).isFalse();
  }

  @Test
  void list_startInsideAGroup_stillTellsTheGroup() {
    putAll(List.of("a/1", "a/2", "b"));

    assertThat(names(ListRequest.all().delimitedBy("/").after("a/1"))).containsExactly("a/", "b");
    assertThat(names(ListRequest.all().after("a/1"))).containsExactly("a/2", "b");
  }

  @Test
  void list_folderMarker_isItsOwnLineInside() {
    putAll(List.of("a/", "a/1"));

    assertThat(names(ListRequest.all().under("a/").delimitedBy("/"))).containsExactly("a/", "a/1");
    assertThat(names(ListRequest.all().under("a/").delimitedBy("/").after("a/")))
        .containsExactly("a/1");
    assertThat(names(ListRequest.all().delimitedBy("/"))).containsExactly("a/");
  }

  static List<Long> seeds() {
    Long given = Long.getLong("etagere.seed");
    return given == null ? List.of(1L, 2L, 3L, 4L, 5L, 6L) : List.of(given);
  }

  /** Replay one with {@code -Detagere.seed=N}. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void list_randomKeys_agreesWithTheModel(long seed) {
    Random random = new Random(seed);
    Set<String> keys = new LinkedHashSet<>();
    for (int i = 0; i < 150; i++) {
      keys.add(word(random, 1 + random.nextInt(8)));
    }
    putAll(keys);
    for (int i = 0; i < 150; i++) {
      String prefix = word(random, random.nextInt(3));
      String delimiter = random.nextInt(3) == 0 ? "" : word(random, 1);
      String after = random.nextBoolean() ? null : word(random, random.nextInt(4));
      ListRequest request =
          ListRequest.all()
              .under(prefix)
              .delimitedBy(delimiter)
              .after(after)
              .atMost(1 + random.nextInt(7));

      assertThat(allPages(request))
          .as("seed %d, %s", seed, request)
          .containsExactlyElementsOf(expected(keys, request));
    }
  }

  private static String word(Random random, int letters) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < letters; i++) {
      word.append(ALPHABET.get(random.nextInt(ALPHABET.size())));
    }
    return word.toString();
  }

  /** The definition: filter, group, sort. */
  private static Collection<String> expected(Set<String> keys, ListRequest request) {
    Set<String> lines = new TreeSet<>((a, b) -> Arrays.compareUnsigned(bytes(a), bytes(b)));
    for (String key : keys) {
      String after = request.startAfter();
      String name = group(key, request);
      if (!key.startsWith(request.prefix())
          || (after != null && Arrays.compareUnsigned(bytes(key), bytes(after)) <= 0)
          || (name.equals(after) && name.equals(group(after, request)) && !name.equals(key))) {
        continue;
      }
      lines.add(name);
    }
    return lines;
  }

  private static String group(String key, ListRequest request) {
    if (request.delimiter().isEmpty() || key.length() < request.prefix().length()) {
      return key;
    }
    int at = key.indexOf(request.delimiter(), request.prefix().length());
    return at < 0 ? key : key.substring(0, at + request.delimiter().length());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
