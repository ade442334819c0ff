package dev.etagere.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.etagere.core.AbsentException;
import dev.etagere.core.Attributes;
import dev.etagere.core.ByteRange;
import dev.etagere.core.Codec;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.CorruptException;
import dev.etagere.core.Guarantee;
import dev.etagere.core.ListEntry;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Listing;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.ObjectStream;
import dev.etagere.core.Precondition;
import dev.etagere.core.Refreshed;
import dev.etagere.core.Removal;
import dev.etagere.core.StoredObject;
import dev.etagere.core.TooLargeException;
import dev.etagere.core.TypedStore;
import dev.etagere.core.UnsupportedException;
import dev.etagere.core.Version;
import dev.etagere.core.Versioned;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every store keeps, whatever is below it. A test class extends it and says how to open a
 * store; what the store's {@link ObjectStore#guarantees() guarantees} do not hold must be refused,
 * and that is tested too. Tests whose names begin with a letter and a number answer to that row of
 * the parity table.
 *
 * <p>The tests leave their objects behind, each under a prefix of its own, so one bucket serves
 * many.
 */
@ExtendWith(ContractCounts.class)
public abstract class StoreContract {
  private static final AtomicInteger PREFIXES = new AtomicInteger();

  /** How many threads race. */
  protected static final int WRITERS = 16;

  private ObjectStore store;
  private String prefix;

  /** For subclasses. */
  @SuppressWarnings("NullAway.Init") // set before each test
  protected StoreContract() {}

  /** A store with every default, over the location under test; closed after the test. */
  protected abstract ObjectStore openStore();

  /** How many rounds a race takes; fewer where a server is slow. */
  protected int rounds() {
    return 20;
  }

  @BeforeEach
  final void open(TestInfo test) {
    store = openStore();
    prefix =
        "contract/"
            + test.getTestMethod().map(m -> m.getName()).orElse("")
            + "-"
            + Long.toString(new Random().nextLong() & Long.MAX_VALUE, 36)
            + "-"
            + PREFIXES.incrementAndGet()
            + "/";
  }

  @AfterEach
  final void close() {
    store.close();
  }

  /** The store under test. */
  protected final ObjectStore store() {
    return store;
  }

  /** A key of this test's own. */
  protected final String key(String name) {
    return prefix + name;
  }

  // Rows A2 to A6: create, replace, conditional and plain get, delete.

  @Test
  void a2_create_absent_givesVersionThatReads() {
    Version version = store.create(key("a"), Content.json("{\"hello\":\"world\"}"));

    StoredObject object = store.get(key("a")).orElseThrow();
    assertThat(object.version()).isEqualTo(version);
    assertThat(object.asString()).isEqualTo("{\"hello\":\"world\"}");
  }

  @Test
  void a2_create_existing_conflictSaysExistsAndCarriesVersion() {
    Version first = store.create(key("a"), Content.of("1"));

    ConflictException conflict =
        catchThrowableOfType(
            ConflictException.class, () -> store.create(key("a"), Content.of("2")));

    assertThat(conflict).hasMessageContaining("exists").hasMessageContaining(key("a"));
    assertThat(conflict.exists()).isTrue();
    assertThat(conflict.currentVersion()).contains(first);
    assertThat(text("a")).isEqualTo("1");
  }

  @Test
  void a3_replace_currentVersion_overwritesInFull() {
    Version first = store.create(key("a"), Content.of("a long first value"));

    Version second = store.replace(key("a"), Content.of("2"), first);

    assertThat(second).isNotEqualTo(first);
    assertThat(store.get(key("a")).orElseThrow().version()).isEqualTo(second);
    assertThat(text("a")).isEqualTo("2");
  }

  @Test
  void a3_replace_staleVersion_conflictCarriesCurrent() {
    Version first = store.create(key("a"), Content.of("1"));
    Version second = store.replace(key("a"), Content.of("2"), first);

    ConflictException conflict =
        catchThrowableOfType(
            ConflictException.class, () -> store.replace(key("a"), Content.of("3"), first));

    assertThat(conflict.currentVersion()).contains(second);
    assertThat(text("a")).isEqualTo("2");
  }

  @Test
  void a3_replace_missing_conflictSaysGone() {
    Version first = store.create(key("a"), Content.of("1"));
    store.delete(key("a"));

    ConflictException conflict =
        catchThrowableOfType(
            ConflictException.class, () -> store.replace(key("a"), Content.of("2"), first));

    assertThat(conflict.exists()).isFalse();
    assertThat(conflict.currentVersion()).isEmpty();
    assertThat(store.get(key("a"))).isEmpty();
  }

  @Test
  void a3_replace_versionThatTravelledAsText_works() {
    Version first = store.create(key("a"), Content.of("1"));

    Version parsed = Version.parse(first.toString());

    assertThat(parsed).isEqualTo(first).hasSameHashCodeAs(first);
    assertThat(first.toString()).matches("[A-Za-z0-9._-]+");
    store.replace(key("a"), Content.of("2"), parsed);
    assertThat(text("a")).isEqualTo("2");
  }

  @Test
  void a4_getIfMatches_sameVersion_gives() {
    Version first = store.create(key("a"), Content.of("1"));

    assertThat(store.getIfMatches(key("a"), first).orElseThrow().asString()).isEqualTo("1");
  }

  @Test
  void a4_getIfMatches_changed_isConflict() {
    Version first = store.create(key("a"), Content.of("1"));
    Version second = store.replace(key("a"), Content.of("2"), first);

    ConflictException conflict =
        catchThrowableOfType(ConflictException.class, () -> store.getIfMatches(key("a"), first));

    assertThat(conflict.currentVersion()).contains(second);
  }

  @Test
  void a4_getIfMatches_missing_isAbsent() {
    Version first = store.create(key("a"), Content.of("1"));
    store.delete(key("a"));

    assertThat(store.getIfMatches(key("a"), first)).isEmpty();
  }

  @Test
  void a5_get_missing_isEmpty() {
    assertThat(store.get(key("none"))).isEmpty();
    assertThat(store.head(key("none"))).isEmpty();
    assertThat(store.open(key("none"))).isEmpty();
  }

  @Test
  void a6_delete_withoutPrecondition_removes() {
    store.create(key("a"), Content.of("1"));

    assertThat(store.delete(key("a"))).isIn(Removal.REMOVED, Removal.UNDETERMINED);

    assertThat(store.get(key("a"))).isEmpty();
    assertThat(store.delete(key("a"))).isIn(Removal.ALREADY_ABSENT, Removal.UNDETERMINED);
  }

  @Test
  void a6_delete_currentVersion_removesOrIsRefused() {
    Version first = store.create(key("a"), Content.of("1"));

    if (holds(Guarantee.DELETE_IF_MATCHES)) {
      assertThat(store.delete(key("a"), Precondition.matches(first))).isEqualTo(Removal.REMOVED);
      assertThat(store.get(key("a"))).isEmpty();
    } else {
      assertThatThrownBy(() -> store.delete(key("a"), Precondition.matches(first)))
          .isInstanceOf(UnsupportedException.class);
      assertThat(text("a")).isEqualTo("1");
    }
  }

  @Test
  void a6_delete_staleVersion_conflictAndNothingRemoved() {
    Version first = store.create(key("a"), Content.of("1"));
    Version second = store.replace(key("a"), Content.of("2"), first);

    if (holds(Guarantee.DELETE_IF_MATCHES)) {
      ConflictException conflict =
          catchThrowableOfType(
              ConflictException.class, () -> store.delete(key("a"), Precondition.matches(first)));
      assertThat(conflict.currentVersion()).contains(second);
    } else {
      assertThatThrownBy(() -> store.delete(key("a"), Precondition.matches(first)))
          .isInstanceOf(UnsupportedException.class);
    }
    assertThat(text("a")).isEqualTo("2");
  }

  @Test
  void a6_delete_versionOfMissing_isAlreadyAbsent() {
    Version first = store.create(key("a"), Content.of("1"));
    store.delete(key("a"));

    if (holds(Guarantee.DELETE_IF_MATCHES)) {
      assertThat(store.delete(key("a"), Precondition.matches(first)))
          .isIn(Removal.ALREADY_ABSENT, Removal.UNDETERMINED);
    }
    assertThatThrownBy(() -> store.delete(key("a"), Precondition.absent()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // Row A7: list.

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

  // Rows A8, A10: bodies, types, metadata, forms of reading.

  @Test
  void a8_put_anyBody_keepsBytesTypeAndMetadata(@TempDir Path dir) throws IOException {
    Path file = Files.writeString(dir.resolve("f"), "from a file");
    byte[] bytes = {0, 1, (byte) 0xff};

    store.put(key("string"), Content.of("text"));
    store.put(key("bytes"), Content.of(bytes).withMetadata("Owner", "me"));
    store.put(key("file"), Content.file(file).as("text/plain"));
    store.put(key("stream"), Content.stream(stream("from a stream"), 13));
    store.put(key("endless"), Content.stream(stream("of unknown length")));
    store.put(key("empty"), Content.of(new byte[0]));

    assertThat(info("string").attributes().contentType()).isEqualTo("application/json");
    assertThat(info("bytes").attributes())
        .isEqualTo(Attributes.ofType("application/octet-stream").withMetadata("owner", "me"));
    assertThat(store.get(key("bytes")).orElseThrow().asBytes()).isEqualTo(bytes);
    assertThat(info("file").attributes().contentType()).isEqualTo("text/plain");
    assertThat(text("file")).isEqualTo("from a file");
    assertThat(text("stream")).isEqualTo("from a stream");
    assertThat(text("endless")).isEqualTo("of unknown length");
    assertThat(text("empty")).isEmpty();
    assertThat(info("empty").size()).isZero();
  }

  @Test
  void a8_put_streamOfWrongLength_storesNothing() {
    assertThatThrownBy(() -> store.put(key("short"), Content.stream(stream("abc"), 4)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.put(key("long"), Content.stream(stream("abc"), 2)))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(store.get(key("short"))).isEmpty();
    assertThat(store.get(key("long"))).isEmpty();
  }

  @Test
  void a8_put_largestMetadata_comesBackWithoutOurStamp() {
    String value = "v".repeat(Attributes.MAX_METADATA_BYTES - "name".length());
    Version version = store.create(key("a"), Content.of("0").withMetadata("name", value));
    for (int i = 1; i < 12; i++) {
      version = store.replace(key("a"), Content.of("" + i).withMetadata("name", value), version);
    }

    assertThat(info("a").attributes().metadata()).isEqualTo(Map.of("name", value));
    assertThatThrownBy(() -> Content.of("x").withMetadata("name", value + "v"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("metadata");
    assertThatThrownBy(() -> Content.of("x").withMetadata("name", "ä"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a10_storedObject_readsAsBytesStringStreamAndValue() throws IOException {
    store.create(key("a"), Content.of("42"));

    StoredObject object = store.get(key("a")).orElseThrow();

    assertThat(object.asBytes()).isEqualTo(bytes("42"));
    assertThat(object.asString()).isEqualTo("42");
    assertThat(object.asStream().readAllBytes()).isEqualTo(bytes("42"));
    assertThat(object.as(INTEGER)).isEqualTo(42);
  }

  // Row A11: typed.

  @Test
  void a11_typed_createReplaceGetIfMatchesGet_work() {
    TypedStore<Integer> numbers = store.typed(INTEGER);

    Version first = numbers.create(key("n"), 1);
    Version second = numbers.replace(key("n"), 2, first);

    assertThat(numbers.get(key("n"))).contains(new Versioned<>(2, second));
    assertThat(numbers.getIfMatches(key("n"), second)).contains(new Versioned<>(2, second));
    assertThatThrownBy(() -> numbers.getIfMatches(key("n"), first))
        .isInstanceOf(ConflictException.class);
    assertThatThrownBy(() -> numbers.create(key("n"), 3)).isInstanceOf(ConflictException.class);
    assertThat(numbers.get(key("none"))).isEmpty();
  }

  @Test
  void a11_typed_bytesThatDoNotFit_areCorruptAndNeverShown() {
    store.create(key("n"), Content.of("secret text"));

    assertThatThrownBy(() -> store.typed(INTEGER).get(key("n")))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining(key("n"))
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> store.typed(INTEGER).update(key("n"), n -> n + 1))
        .isInstanceOf(CorruptException.class);
    assertThat(text("n")).isEqualTo("secret text");
  }

  // Row A13: update.

  @Test
  void a13_update_absentWithInitial_appliesFunctionToIt() {
    Versioned<Integer> now = store.typed(INTEGER).update(key("n"), () -> 10, n -> n + 1);

    assertThat(now.value()).isEqualTo(11);
    assertThat(store.typed(INTEGER).get(key("n"))).contains(now);
  }

  @Test
  void a13_update_absentWithoutInitial_isAnError() {
    assertThatThrownBy(() -> store.typed(INTEGER).update(key("n"), n -> n + 1))
        .isInstanceOf(AbsentException.class)
        .hasMessageContaining("initial");
    assertThat(store.get(key("n"))).isEmpty();
  }

  @Test
  void a13_update_equalResult_writesNothing() {
    Version first = store.typed(INTEGER).create(key("n"), 1);

    Versioned<Integer> now = store.typed(INTEGER).update(key("n"), n -> n);
    Versioned<Content> raw = store.update(key("n"), c -> c);

    // The ids tell a write apart from none: equal bytes alone give an equal version.
    assertThat(now.version().lineage()).isEqualTo(first.lineage());
    assertThat(raw.version().lineage()).isEqualTo(first.lineage());
    assertThat(info("n").version().lineage()).isEqualTo(first.lineage());
  }

  @Test
  void a13_update_keepsMetadata() {
    store.create(key("n"), Content.of("1").withMetadata("owner", "me"));

    store.typed(INTEGER).update(key("n"), n -> n + 1);

    assertThat(info("n").attributes().metadata()).isEqualTo(Map.of("owner", "me"));
  }

  @Test
  void a13_update_functionThrows_changesNothingAndPasses() {
    store.create(key("n"), Content.of("1"));

    assertThatThrownBy(
            () ->
                store.update(
                    key("n"),
                    c -> {
                      throw new ArithmeticException("of the caller");
                    }))
        .isInstanceOf(ArithmeticException.class);
    assertThat(text("n")).isEqualTo("1");
  }

  @Test
  void a13_update_ofTheSameKeyInside_isRefused() {
    store.create(key("n"), Content.of("1"));

    assertThatThrownBy(() -> store.update(key("n"), c -> store.update(key("n"), d -> d).value()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a13_update_manyThreads_countsExactly() {
    TypedStore<Integer> numbers = store.typed(INTEGER);
    int each = Math.max(2, rounds() / 2);

    Race.run(
        WRITERS,
        writer -> {
          for (int i = 0; i < each; i++) {
            numbers.update(key("n"), () -> 0, n -> n + 1);
          }
        });

    assertThat(numbers.get(key("n")).orElseThrow().value()).isEqualTo(WRITERS * each);
  }

  // Races.

  @Test
  void create_manyAtOnce_exactlyOneWins() {
    for (int round = 0; round < rounds(); round++) {
      String key = key("race-" + round);
      AtomicInteger winners = new AtomicInteger();
      Race.run(
          WRITERS,
          writer -> {
            try {
              store.create(key, Content.of("by " + writer));
              winners.incrementAndGet();
            } catch (ConflictException e) {
              assertThat(e.exists()).isTrue();
            }
          });
      assertThat(winners).as("winners of round %d", round).hasValue(1);
    }
  }

  @Test
  void replace_manyAtOnce_exactlyOneWins() {
    for (int round = 0; round < rounds(); round++) {
      String key = key("race-" + round);
      Version base = store.create(key, Content.of("base"));
      AtomicInteger winners = new AtomicInteger();
      Race.run(
          WRITERS,
          writer -> {
            try {
              store.replace(key, Content.of("by " + writer), base);
              winners.incrementAndGet();
            } catch (ConflictException e) {
              assertThat(e.currentVersion()).isNotEqualTo(java.util.Optional.of(base));
            }
          });
      assertThat(winners).as("winners of round %d", round).hasValue(1);
    }
  }

  // Conditional reads, ranges, copies.

  @Test
  void getIfChanged_unchangedChangedAbsent_saysWhich() {
    Version first = store.create(key("a"), Content.of("1"));

    assertThat(store.getIfChanged(key("a"), first)).isEqualTo(new Refreshed.Unchanged(first));

    Version second = store.replace(key("a"), Content.of("2"), first);
    Refreshed refreshed = store.getIfChanged(key("a"), first);
    assertThat(refreshed)
        .isInstanceOfSatisfying(
            Refreshed.Changed.class, c -> assertThat(c.object().version()).isEqualTo(second));

    store.delete(key("a"));
    assertThat(store.getIfChanged(key("a"), second)).isEqualTo(new Refreshed.Absent());
  }

  @Test
  void open_ranges_giveThoseBytes() throws IOException {
    store.create(key("a"), Content.text("0123456789"));

    assertThat(range("a", new ByteRange(2, 3))).isEqualTo("234");
    assertThat(range("a", ByteRange.from(7))).isEqualTo("789");
    assertThat(range("a", new ByteRange(8, 100))).isEqualTo("89");
    assertThat(range("a", ByteRange.from(10))).isEmpty();
    assertThat(range("a", ByteRange.from(5_000))).isEmpty();
    try (ObjectStream whole = store.open(key("a")).orElseThrow()) {
      assertThat(whole.info().size()).isEqualTo(10);
      assertThat(whole.read()).isEqualTo('0');
    }
  }

  @Test
  void head_existing_tellsAllButTheBytes() {
    Version version =
        store.create(
            key("a"),
            Content.of("12345")
                .with(
                    new Attributes(
                        "text/x", Map.of("k", "v w"), "max-age=5", "identity", "inline")));

    ObjectInfo info = info("a");

    assertThat(info.version()).isEqualTo(version);
    assertThat(info.version().lineage()).isEqualTo(version.lineage());
    assertThat(info.size()).isEqualTo(5);
    assertThat(info.attributes().contentType()).isEqualTo("text/x");
    assertThat(info.attributes().metadata()).isEqualTo(Map.of("k", "v w"));
    assertThat(info.attributes().cacheControl()).isEqualTo("max-age=5");
    assertThat(info.attributes().contentDisposition()).isEqualTo("inline");
  }

  @Test
  void copy_existing_copiesBytesAndAttributes() {
    store.create(key("a"), Content.of("1").as("text/x").withMetadata("k", "v"));

    Version copied = store.copy(key("a"), key("b"), Precondition.none());

    assertThat(text("b")).isEqualTo("1");
    assertThat(info("b").version()).isEqualTo(copied);
    assertThat(info("b").attributes()).isEqualTo(info("a").attributes());
    assertThatThrownBy(() -> store.copy(key("none"), key("c"), Precondition.none()))
        .isInstanceOf(AbsentException.class)
        .hasMessageContaining(key("none"));
  }

  @Test
  void copy_onCondition_isJudgedOrRefused() {
    store.create(key("a"), Content.of("1"));
    Version first = store.create(key("b"), Content.of("2"));
    Version second = store.replace(key("b"), Content.of("3"), first);

    if (holds(Guarantee.CONDITIONAL_COPY)) {
      assertThatThrownBy(() -> store.copy(key("a"), key("b"), Precondition.absent()))
          .isInstanceOf(ConflictException.class);
      assertThatThrownBy(() -> store.copy(key("a"), key("b"), Precondition.matches(first)))
          .isInstanceOf(ConflictException.class);
      assertThat(text("b")).isEqualTo("3");
      store.copy(key("a"), key("b"), Precondition.matches(second));
      assertThat(text("b")).isEqualTo("1");
    } else {
      assertThatThrownBy(() -> store.copy(key("a"), key("b"), Precondition.matches(second)))
          .isInstanceOf(UnsupportedException.class);
      assertThat(text("b")).isEqualTo("3");
    }
  }

  // Large objects.

  @Test
  void upload_aboveThreshold_goesInPartsAndComesBack(@TempDir Path dir) throws IOException {
    byte[] large = new byte[(17 << 20) + 3];
    new Random(1).nextBytes(large);
    Path file = Files.write(dir.resolve("large"), large);

    Precondition ifAbsent =
        holds(Guarantee.CONDITIONAL_MULTIPART) ? Precondition.absent() : Precondition.none();
    LongAdder sent = new LongAdder();
    Version version = store.upload(key("large"), file, ifAbsent, sent::add);

    Path back = dir.resolve("back");
    LongAdder received = new LongAdder();
    ObjectInfo info = store.download(key("large"), back, received::add);
    assertThat(sent.sum()).isEqualTo(large.length);
    assertThat(received.sum()).isEqualTo(large.length);
    assertThat(info.version()).isEqualTo(version);
    assertThat(info.size()).isEqualTo(large.length);
    assertThat(Files.mismatch(file, back)).isEqualTo(-1);
    assertThatThrownBy(() -> store.get(key("large")))
        .isInstanceOf(TooLargeException.class)
        .hasMessageContaining("open");
    try (ObjectStream stream = store.open(key("large")).orElseThrow()) {
      assertThat(Arrays.equals(stream.readAllBytes(), large)).isTrue();
    }
  }

  @Test
  void upload_onCondition_isJudgedWhenItCompletesOrRefused() {
    Version first = store.create(key("a"), Content.of("1"));
    byte[] large = new byte[(16 << 20) + 1];

    if (holds(Guarantee.CONDITIONAL_MULTIPART)) {
      assertThatThrownBy(() -> store.create(key("a"), Content.of(large)))
          .isInstanceOf(ConflictException.class);
      assertThat(text("a")).isEqualTo("1");
      Version second =
          store.replace(key("a"), Content.stream(new ByteArrayInputStream(large)), first);
      assertThat(info("a").version()).isEqualTo(second);
      assertThat(info("a").size()).isEqualTo(large.length);
    } else {
      assertThatThrownBy(() -> store.replace(key("a"), Content.of(large), first))
          .isInstanceOf(UnsupportedException.class);
      assertThat(text("a")).isEqualTo("1");
    }
  }

  @Test
  void download_missing_isAbsentAndLeavesNoFile(@TempDir Path dir) throws IOException {
    assertThatThrownBy(() -> store.download(key("none"), dir.resolve("f")))
        .isInstanceOf(AbsentException.class);
    try (var files = Files.list(dir)) {
      assertThat(files).isEmpty();
    }
    store.create(key("empty"), Content.of(""));
    store.download(key("empty"), dir.resolve("e"));
    assertThat(dir.resolve("e")).isEmptyFile();
  }

  // Keys and other input.

  @Test
  void keys_ofEveryShape_roundTripAndList() {
    List<String> names =
        List.of(
            "a",
            "a/b",
            "a//b",
            "a/./b",
            "a/../b",
            "..",
            ".",
            "x y",
            "x+y",
            "x%20y",
            "x%2Fy",
            "ümlaut",
            "日本語",
            "😀",
            "a&b<c>\"d'",
            "q?r#s",
            "back\\slash",
            "~tilde",
            "c:d@e;f=g,h",
            "k".repeat(200));
    names.forEach(name -> store.create(key("keys/" + name), Content.text("value of " + name)));

    names.forEach(name -> assertThat(text("keys/" + name)).as(name).isEqualTo("value of " + name));
    List<String> expected = new ArrayList<>(names.stream().map(n -> key("keys/" + n)).toList());
    expected.sort(
        Comparator.comparing(k -> k.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned));
    assertThat(names(ListQuery.under(key("keys/")).withPageSize(3)))
        .containsExactlyElementsOf(expected);
    names.forEach(name -> store.delete(key("keys/" + name)));
    assertThat(names(ListQuery.under(key("keys/")))).isEmpty();
  }

  @Test
  void keys_thatCannotBe_areRefusedWithTheReason() {
    Content content = Content.of("x");
    assertThatThrownBy(() -> store.get(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("empty key");
    assertThatThrownBy(() -> store.put("k".repeat(1_025), content))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1024");
    assertThatThrownBy(() -> store.put("ä".repeat(513), content))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.put("line\nbreak", content))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("control");
    assertThatThrownBy(() -> store.put("half \ud83d", content))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.delete("")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keys_ofFullLength_work() {
    String longest = key("") + "k".repeat(1_000 - key("").length());

    store.create(longest, Content.of("1"));

    assertThat(store.get(longest)).isPresent();
  }

  @Test
  void version_ofAnotherKind_isAConflictNotASurprise() {
    store.create(key("a"), Content.of("1"));

    Version foreign = Version.parse("0123456789abcdef0123456789abcdef");

    assertThatThrownBy(() -> store.replace(key("a"), Content.of("2"), foreign))
        .isInstanceOf(ConflictException.class);
    assertThat(text("a")).isEqualTo("1");
  }

  @Test
  void within_closesNothing_andClosedStoreIsRefused() {
    ObjectStore other = openStore();
    ObjectStore hurried = other.within(java.time.Duration.ofSeconds(20));
    hurried.create(key("a"), Content.of("1"));
    hurried.close();
    assertThat(other.get(key("a"))).isPresent();
    other.close();
    other.close();
    assertThatThrownBy(() -> other.get(key("a"))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> hurried.get(key("a"))).isInstanceOf(IllegalStateException.class);
  }

  private boolean holds(Guarantee guarantee) {
    return store.guarantees().holds(guarantee);
  }

  private String text(String name) {
    return store.get(key(name)).orElseThrow().asString();
  }

  private ObjectInfo info(String name) {
    return store.head(key(name)).orElseThrow();
  }

  private String range(String name, ByteRange range) throws IOException {
    try (ObjectStream stream = store.open(key(name), range).orElseThrow()) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private List<String> names(ListQuery query) {
    try (Listing listing = store.list(query)) {
      return listing.stream().map(ListEntry::name).toList();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ByteArrayInputStream stream(String text) {
    return new ByteArrayInputStream(bytes(text));
  }

  /** Whole numbers as text; core has no codec of its own. */
  private static final Codec<Integer> INTEGER =
      new Codec<>() {
        @Override
        public String contentType() {
          return "application/json";
        }

        @Override
        public byte[] encode(Integer value) {
          return bytes(value.toString());
        }

        @Override
        public Integer decode(byte[] bytes) {
          try {
            return Integer.valueOf(new String(bytes, StandardCharsets.UTF_8));
          } catch (NumberFormatException e) {
            throw new IllegalArgumentException("it is no whole number");
          }
        }
      };
}
