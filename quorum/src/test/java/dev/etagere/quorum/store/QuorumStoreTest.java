package dev.etagere.quorum.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.Ambient;
import dev.etagere.core.ByteRange;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.Freshness;
import dev.etagere.core.ListEntry;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Listing;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.ObjectStream;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.Precondition;
import dev.etagere.core.StoredObject;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the store over three does when its locations do not do what they should. */
class QuorumStoreTest {
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(700);

  private final Trio trio = new Trio();
  private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
  private final QuorumListener listener =
      new QuorumListener() {
        @Override
        public void acknowledged(String key, Version version, int copies) {
          heard.add("acknowledged " + key + " copies " + copies);
        }

        @Override
        public void homeMoved(String key, Location from, Location to) {
          heard.add("home of " + key + " to " + to);
        }

        @Override
        public void foreign(String key, Location location, String why) {
          heard.add("foreign " + key + " at " + location);
        }
      };

  @AfterEach
  void close() {
    trio.close();
  }

  private ObjectStore heardStore(Duration deadline) {
    return trio.open(Trio.QUICK, listener, deadline, trio.a, trio.b, trio.w);
  }

  private static String text(ObjectStore store, String key) {
    return store.get(key).map(StoredObject::asString).orElse("-");
  }

  private static void until(String what, java.util.function.BooleanSupplier holds)
      throws InterruptedException {
    Deadline deadline = Deadline.after(LONG, Ambient.system());
    while (!holds.getAsBoolean()) {
      assertThat(deadline.pause(Duration.ofMillis(5))).as(what).isTrue();
    }
  }

  @Test
  void get_allWell_asksTwoAndWritesNothing() {
    ObjectStore store = trio.open();
    store.put("k", Content.of("1"));
    store.close(); // waits for copies that are under way
    ObjectStore other = trio.open();
    trio.forgetWhatWasSeen();

    assertThat(text(other, "k")).isEqualTo("1");

    long gets = trio.a.count("GET") + trio.b.count("GET") + trio.w.count("GET");
    assertThat(gets).isBetween(2L, 3L); // the third one only if an answer is late
    assertThat(trio.a.count("PUT") + trio.b.count("PUT") + trio.w.count("PUT")).isZero();
  }

  @Test
  void replace_ofWhatThisProcessKnows_needsNoRead() {
    ObjectStore store = trio.open();
    Version first = store.put("k", Content.of("1"));
    trio.forgetWhatWasSeen();

    store.replace("k", Content.of("2"), first);

    // The witness may not be known yet: two copies were enough.
    assertThat(trio.a.count("GET") + trio.b.count("GET")).isZero();
    assertThat(trio.a.count("PUT")).isEqualTo(1);
    assertThat(trio.b.count("PUT")).isEqualTo(1);
  }

  @Test
  void put_homeSilent_movesTheHomeAndAcknowledgesOneCopyOnceItIsDown() {
    ObjectStore store = heardStore(LONG);
    store.put("k", Content.of("1"));
    trio.a.mood = Moody.Mood.SILENT;

    store.put("k", Content.of("2"));

    assertThat(heard).contains("home of k to " + trio.b.location());
    assertThat(heard).last().isEqualTo("acknowledged k copies 1");
    assertThat(text(store, "k")).isEqualTo("2");
    trio.a.mood = Moody.Mood.WELL;
    ObjectStore later = trio.open();
    assertThat(text(later, "k")).isEqualTo("2");
    assertThat(later.edge(Quorum.class).put("k", Content.of("3"), Precondition.none()).copies())
        .isEqualTo(2);
  }

  @Test
  void put_fastestMajority_doesNotWaitForTheSecondCopy() {
    QuorumPolicy fast =
        Trio.QUICK
            .withAcknowledge(QuorumPolicy.Acknowledge.FASTEST_MAJORITY)
            .withLimits(LONG.multipliedBy(2), LONG.multipliedBy(2));
    ObjectStore store = trio.open(fast, listener, LONG, trio.a, trio.b, trio.w);
    store.put("k", Content.of("1"));
    trio.b.mood = Moody.Mood.SILENT;

    store.put("k", Content.of("2")); // would time out if it waited

    trio.b.mood = Moody.Mood.WELL;
    assertThat(heard).last().isEqualTo("acknowledged k copies 1");
  }

  @Test
  void create_replyOfTheHomeLost_isKnownToHaveHappened() {
    ObjectStore store = trio.open();
    store.get("k");
    trio.a.repliesToLose.set(1);

    Version version = store.create("k", Content.of("1"));

    assertThat(store.head("k").orElseThrow().version()).isEqualTo(version);
  }

  @Test
  void update_manyRepliesLost_countsEachOnce() {
    ObjectStore store = trio.open();
    for (int i = 1; i <= 20; i++) {
      trio.a.repliesToLose.set(i % 2);
      trio.b.repliesToLose.set(i % 3);
      trio.w.repliesToLose.set(i % 5);
      int expected = i;
      StoredObject before = store.get("n").orElse(null);
      Content next = Content.of(String.valueOf(before == null ? 1 : number(before) + 1));
      store.put(
          "n",
          next,
          before == null ? Precondition.absent() : Precondition.matches(before.version()));
      assertThat(text(store, "n")).isEqualTo(String.valueOf(expected));
    }
  }

  private static int number(StoredObject object) {
    return Integer.parseInt(object.asString());
  }

  @Test
  void twoSilent_readsUnavailableWritesNotAppliedOrUnknown_thenRecovers() {
    ObjectStore store = heardStore(SHORT);
    store.put("k", Content.of("1"));
    trio.a.mood = Moody.Mood.SILENT;
    trio.w.mood = Moody.Mood.SILENT;

    assertThatThrownBy(() -> store.get("k"))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("'k'")
        .hasMessageContaining("no reply");
    assertThatThrownBy(() -> store.put("k", Content.of("2")))
        .isInstanceOfAny(UnavailableException.class, OutcomeUnknownException.class);

    trio.a.mood = Moody.Mood.WELL;
    trio.w.mood = Moody.Mood.WELL;
    ObjectStore later = trio.open();
    later.put("k", Content.of("3"));
    assertThat(text(later, "k")).isEqualTo("3");
  }

  @Test
  void put_proposedAndThenNobodyElseAnswers_isUnknown() {
    ObjectStore store = heardStore(SHORT);
    store.put("k", Content.of("1"));
    trio.b.mood = Moody.Mood.SILENT;
    trio.w.mood = Moody.Mood.SILENT;

    assertThatThrownBy(() -> store.put("k", Content.of("2")))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContaining("'k'");
  }

  @Test
  void put_nobodyThere_isNotApplied() {
    ObjectStore store = heardStore(SHORT);
    store.put("k", Content.of("1"));
    trio.a.mood = Moody.Mood.DOWN;
    trio.b.mood = Moody.Mood.DOWN;
    trio.w.mood = Moody.Mood.DOWN;

    assertThatThrownBy(() -> store.put("k", Content.of("2")))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("nothing was changed");
  }

  @Test
  void interrupt_ofACallThatWaits_endsItAndKeepsTheFlag() throws Exception {
    ObjectStore store = heardStore(LONG);
    trio.a.mood = Moody.Mood.SILENT;
    trio.w.mood = Moody.Mood.SILENT;
    FutureTask<Boolean> flagged =
        new FutureTask<>(
            () -> {
              assertThatThrownBy(() -> store.get("k"))
                  .isInstanceOf(UnavailableException.class)
                  .hasMessageContaining("interrupted");
              return Thread.currentThread().isInterrupted();
            });
    Thread caller = new Thread(flagged);
    caller.start();
    until("it asks", () -> trio.a.count("GET") > 0);
    caller.interrupt();

    assertThat(flagged.get()).isTrue();
  }

  @Test
  void foreignBytesAtALocation_doNotCountAndAreTold() {
    ObjectStore store = heardStore(LONG);
    Deadline soon = Deadline.after(LONG, Ambient.system());
    trio.b.put("r/k", "somebody's".getBytes(StandardCharsets.UTF_8), null, soon);

    store.put("k", Content.of("1"));

    assertThat(text(store, "k")).isEqualTo("1");
    assertThat(heard).contains("foreign k at " + trio.b.location());
    assertThat(trio.b.get("r/k", 100, soon).bytes()).asString().isEqualTo("somebody's");
  }

  @Test
  void registerOfAnotherLocation_isForeign() {
    ObjectStore store = heardStore(LONG);
    Deadline soon = Deadline.after(LONG, Ambient.system());
    store.put("k", Content.of("1"));
    byte[] copied = Objects.requireNonNull(trio.a.get("r/k", 1_000, soon)).bytes();
    trio.b.put("r/other", copied, null, soon);

    store.put("other", Content.of("1")); // which looks for a second copy

    assertThat(text(store, "other")).isEqualTo("1");
    assertThat(heard).contains("foreign other at " + trio.b.location());
  }

  @Test
  void list_deletedKeysAndTheirGroups_areNotShown() {
    ObjectStore store = trio.open();
    for (String key : List.of("a/1", "b/1", "b/2", "c")) {
      store.put(key, Content.of(key));
    }
    store.delete("a/1");
    store.delete("b/1");
    trio.a.mood = Moody.Mood.DOWN;

    assertThat(names(store, ListQuery.all())).containsExactly("b/2", "c");
    assertThat(names(store, ListQuery.all().withDelimiter("/"))).containsExactly("b/", "c");
    assertThat(names(store, ListQuery.all().withDelimiter("/").withPageSize(1)))
        .containsExactly("b/", "c");
  }

  @Test
  void list_locationsThatKnowDifferentKeys_showsWhatWasAcknowledged() {
    ObjectStore store = heardStore(LONG);
    for (int i = 0; i < 9; i++) {
      Moody away = List.of(trio.a, trio.b, trio.w).get(i / 3);
      away.mood = Moody.Mood.DOWN;
      store.put("k" + i, Content.of("v"));
      away.mood = Moody.Mood.WELL;
    }

    for (int page : List.of(1, 2, 4, 1_000)) {
      assertThat(names(store, ListQuery.all().withPageSize(page)))
          .containsExactly("k0", "k1", "k2", "k3", "k4", "k5", "k6", "k7", "k8");
    }
  }

  private static List<String> names(ObjectStore store, ListQuery query) {
    try (Listing listing = store.list(query)) {
      return listing.stream().map(ListEntry::name).toList();
    }
  }

  @Test
  void large_secondDown_isStoredOnceAndReadFromThere() throws Exception {
    QuorumPolicy small = Trio.QUICK.withInlineLimit(10);
    ObjectStore store = trio.open(small, listener, LONG, trio.a, trio.b, trio.w);
    String large = "0123456789-and-more";
    store.put("k", Content.of("x".repeat(30)));
    trio.b.mood = Moody.Mood.DOWN;

    Quorum.Written written =
        store.edge(Quorum.class).put("k", Content.of(large), Precondition.none());

    assertThat(written.copies()).isEqualTo(1);
    trio.b.mood = Moody.Mood.WELL;
    assertThat(text(trio.open(), "k")).isEqualTo(large);
  }

  @Test
  void large_bodyBreaksOff_goesOnAtTheOtherLocation() throws Exception {
    ObjectStore store =
        trio.open(Trio.QUICK.withInlineLimit(10), listener, LONG, trio.a, trio.b, trio.w);
    store.put("k", Content.of("0123456789-and-more"));
    trio.a.breaksOffAfter = 4;
    trio.b.breaksOffAfter = 7;

    try (ObjectStream all = store.open("k").orElseThrow();
        ObjectStream range = store.open("k", new ByteRange(3, 13)).orElseThrow()) {
      assertThat(new String(all.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("0123456789-and-more");
      assertThat(new String(range.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("3456789-and-m");
    }
  }

  @Test
  void large_lostRace_leavesNoBlob() throws Exception {
    QuorumPolicy small = Trio.QUICK.withInlineLimit(10);
    ObjectStore store = trio.open(small, listener, LONG, trio.a, trio.b, trio.w);
    Version first = store.put("k", Content.of("x".repeat(30)));
    store.put("k", Content.of("small"));
    int before = trio.a.seen.size();

    assertThatThrownBy(() -> store.replace("k", Content.of("y".repeat(30)), first))
        .isInstanceOf(ConflictException.class);

    assertThat(trio.a.seen.subList(before, trio.a.seen.size()))
        .noneMatch(request -> request.startsWith("PUT b/"));
  }

  @Test
  void localReads_areMarkedAndAskOneLocation() {
    try (ObjectStore writer = trio.open()) {
      writer.put("k", Content.of("1"));
    } // and what it had under way has ended
    ObjectStore store = trio.open();
    trio.forgetWhatWasSeen();

    StoredObject read = store.edge(Quorum.class).localReads().get("k").orElseThrow();

    assertThat(read.asString()).isEqualTo("1");
    assertThat(read.freshness()).isInstanceOf(Freshness.PossiblyStale.class);
    assertThat(trio.a.count("GET") + trio.b.count("GET") + trio.w.count("GET")).isEqualTo(1);
  }

  @Test
  void content_thatBelongsToOneBucket_isRefused() {
    ObjectStore store = trio.open();
    assertThatThrownBy(() -> store.put("k", Content.of("1").withStorageClass("GLACIER")))
        .isInstanceOf(dev.etagere.core.UnsupportedException.class)
        .hasMessageContaining("storage class")
        .hasMessageContaining("'k'");
  }

  @Test
  void put_steadyWriter_leadsAloneAndIsOutbid() throws InterruptedException {
    ObjectStore store =
        trio.open(Trio.QUICK.withStickyAfter(3), listener, LONG, trio.a, trio.b, trio.w);
    for (int i = 0; i < 6; i++) {
      store.put("k", Content.of("steady " + i));
    }
    Known known = known("k");
    assertThat(known.promised()).contains("c:");
    trio.a.mood = Moody.Mood.DOWN; // it needs no home
    store.put("k", Content.of("alone"));
    trio.a.mood = Moody.Mood.WELL;

    ObjectStore other = trio.open();
    other.put("k", Content.of("other"));
    assertThat(text(store, "k")).isEqualTo("other");
    store.put("k", Content.of("again"));

    assertThat(text(other, "k")).isEqualTo("again");
    assertThat(known("k").promised()).contains("h:");
  }

  @Test
  void put_manyThreadsOnAKeyThatIsLed_eachOnce() throws Exception {
    ObjectStore store =
        trio.open(Trio.QUICK.withStickyAfter(2), listener, LONG, trio.a, trio.b, trio.w);
    AtomicInteger unknown = new AtomicInteger();
    List<FutureTask<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      FutureTask<Boolean> task =
          new FutureTask<>(
              () -> {
                for (int j = 0; j < 10; j++) {
                  try {
                    store.put("n", Content.of("x"));
                  } catch (OutcomeUnknownException e) {
                    unknown.incrementAndGet(); // more than 32 writes came meanwhile
                  }
                }
                return true;
              });
      all.add(task);
      new Thread(task).start();
    }
    for (FutureTask<Boolean> each : all) {
      assertThat(each.get()).isTrue();
    }
    String version = store.head("n").orElseThrow().version().toString();
    int writes = Integer.parseInt(version.substring(0, version.indexOf('-')));
    assertThat(writes).isBetween(60 - unknown.get(), 60);
    assertThat(unknown.get()).isLessThan(10);
  }

  /** What the second location holds. */
  private Known known(String key) {
    Deadline soon = Deadline.after(LONG, Ambient.system());
    byte[] bytes = Objects.requireNonNull(trio.b.get("r/" + key, 10_000, soon)).bytes();
    return new Known(dev.etagere.quorum.RegisterFormat.decode(bytes).promised().toString());
  }

  private record Known(String promised) {}

  @Test
  void list_locationThatIsNotOurs_isNotCounted() {
    trio.open().close();
    Moody wrong = trio.memory(Location.data("mem:/?bucket=bbb"));
    wrong.mood = Moody.Mood.DOWN;
    ObjectStore store = trio.open(Trio.QUICK, listener, SHORT, trio.a, wrong, trio.w);
    store.put("k", Content.of("1"));
    wrong.mood = Moody.Mood.WELL;
    trio.w.mood = Moody.Mood.DOWN;

    assertThatThrownBy(() -> names(store, ListQuery.all()))
        .isInstanceOf(UnavailableException.class)
        .hasStackTraceContaining("holds no store");
  }

  @Test
  void uploads_givenUpBeforeTheyBegan_takeNoPlaceForGood() {
    QuorumPolicy small = Trio.QUICK.withInlineLimit(10);
    ObjectStore store = trio.open(small, listener, LONG, trio.a, trio.b, trio.w);
    store.put("k", Content.of("x".repeat(30)));
    for (int i = 0; i < 70; i++) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> store.put("k", Content.of("y".repeat(30))))
          .isInstanceOfAny(UnavailableException.class, OutcomeUnknownException.class);
      assertThat(Thread.interrupted()).isTrue();
    }

    store.put("k", Content.of("z".repeat(30)));
    assertThat(text(store, "k")).isEqualTo("z".repeat(30));
  }
}
