package dev.etagere.quorum.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.AccessException;
import dev.etagere.core.Ambient;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.Precondition;
import dev.etagere.core.StoreException;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.StoreSettings;
import dev.etagere.core.spi.Stores;
import dev.etagere.quorum.store.Replacement.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A location is exchanged for another. */
class ReplacementTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final String LARGE = "x".repeat(50);

  private final Trio trio = new Trio();
  private final Moody d = trio.memory(Location.data("mem:/?bucket=ddd"));
  private final Moody e = trio.memory(Location.data("mem:/?bucket=eee"));
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final AtomicInteger unknown = new AtomicInteger();
  private final CountDownLatch opened = new CountDownLatch(4);
  private final ConcurrentLinkedQueue<KeyState> told = new ConcurrentLinkedQueue<>();

  @AfterEach
  void close() {
    trio.close();
  }

  private ObjectStore open(Moody... locations) {
    QuorumPolicy small = Trio.QUICK.withInlineLimit(10);
    return trio.open(small, QuorumListener.NONE, LIMIT, locations);
  }

  private Moody at(Location location) {
    return Stream.of(trio.a, trio.b, trio.w, d, e)
        .filter(each -> each.location().uri().equals(location.uri()))
        .findFirst()
        .orElseThrow();
  }

  private Replacement exchange(Moody old, Moody newcomer) {
    return Replacement.of(
        List.of(trio.a.location(), trio.b.location(), trio.w.location()),
        old.location(),
        newcomer.location(),
        location -> Stores.over(at(location), StoreSettings.defaults()),
        Duration.ofSeconds(2),
        Ambient.system());
  }

  private Care.Report finish(Replacement exchange) {
    return finish(exchange, keys -> {});
  }

  private Care.Report finish(Replacement exchange, LongConsumer progress) {
    return exchange.finish(
        locations -> open(locations.stream().map(this::at).toArray(Moody[]::new)),
        progress,
        told::add);
  }

  private static String text(ObjectStore store, String key) {
    return store.get(key).orElseThrow().asString();
  }

  @Test
  void replacement_writersThroughout_losesNothing() throws Exception {
    open(trio.a, trio.b, trio.w).put("large", Content.of(LARGE));
    open(trio.a, trio.b, trio.w).delete("large");
    open(trio.a, trio.b, trio.w).put("large", Content.of(LARGE + "2"));
    AtomicBoolean end = new AtomicBoolean();
    ConcurrentMap<Integer, Moody[]> given = new ConcurrentHashMap<>();
    List<FutureTask<Integer>> writers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int number = i;
      given.put(i, new Moody[] {trio.a, trio.b, trio.w});
      FutureTask<Integer> writer = new FutureTask<>(() -> count(number, given, end));
      writers.add(writer);
      new Thread(writer).start();
    }
    assertThat(opened.await(10, TimeUnit.SECONDS)).isTrue();
    try (Replacement exchange = exchange(trio.a, d)) {
      assertThat(exchange.stage()).isEqualTo(Stage.TO_BE_ANNOUNCED);
      exchange.announce();
      assertThat(exchange.stage()).isEqualTo(Stage.ANNOUNCED);
      Thread.sleep(100);
      for (int i = 0; i < 4; i++) {
        reopen(writers.get(i), given, i, trio.a, trio.b, trio.w, d);
      }
      Care.Report report = finish(exchange);
      assertThat(report.failed()).isZero();
      assertThat(report.keys()).isGreaterThanOrEqualTo(2);
      assertThat(exchange.stage()).isEqualTo(Stage.OVER);
    }
    Thread.sleep(100); // those that count both go on beside those opened now
    for (int i = 0; i < 4; i += 2) {
      reopen(writers.get(i), given, i, d, trio.b, trio.w);
    }
    trio.a.mood = Moody.Mood.DOWN;
    Thread.sleep(100);
    end.set(true);
    for (FutureTask<Integer> writer : writers) {
      writer.get();
    }

    ObjectStore store = open(trio.b, trio.w, d);
    assertThat(Integer.parseInt(text(store, "counter")))
        .isBetween(acknowledged.get(), acknowledged.get() + unknown.get());
    assertThat(text(store, "large")).isEqualTo(LARGE + "2");
    assertThat(store.edge(Quorum.class).care().repair("", told::add).failed()).isZero();
    trio.b.mood = Moody.Mood.DOWN;
    assertThat(text(open(trio.b, trio.w, d), "large")).isEqualTo(LARGE + "2");
  }

  private static void reopen(
      FutureTask<Integer> writer, ConcurrentMap<Integer, Moody[]> given, int number, Moody... to)
      throws Exception {
    given.put(-1 - number, to);
    while (given.containsKey(-1 - number)) {
      if (writer.isDone()) {
        writer.get(); // throws what it failed with
      }
      Thread.sleep(1);
    }
  }

  /** Counts up until it is told to end; how often it did. Opens the store anew when told to. */
  private int count(int number, ConcurrentMap<Integer, Moody[]> given, AtomicBoolean end) {
    int done = 0;
    ObjectStore store = open(given.get(number));
    opened.countDown();
    while (!end.get()) {
      Moody[] other = given.get(-1 - number);
      if (other != null) {
        store.close();
        store = open(other);
        given.remove(-1 - number);
      }
      try {
        store.revise(
            "counter",
            old -> Content.of("" + (old == null ? 1 : 1 + Integer.parseInt(old.asString()))));
        acknowledged.incrementAndGet();
      } catch (OutcomeUnknownException e) {
        unknown.incrementAndGet(); // 32 writes of others since
      }
      store.put("key-" + number + "-" + done % 7, Content.of(LARGE.substring(done % 30)));
      done++;
    }
    return done;
  }

  @Test
  void replacement_oldLocationLost_isMadeOfTheOthers() {
    ObjectStore before = open(trio.a, trio.b, trio.w);
    Version version = before.put("k", Content.of("1"));
    before.put("large", Content.of(LARGE));
    trio.a.mood = Moody.Mood.DOWN;

    try (Replacement exchange = exchange(trio.a, d)) {
      exchange.announce();
      before.put("k2", Content.of("2"));
      ObjectStore both = open(trio.a, trio.b, trio.w, d);
      assertThat(text(both, "k")).isEqualTo("1");
      both.replace("k", Content.of("3"), version);
      assertThat(finish(exchange).failed()).isZero();
      assertThat(exchange.stage()).isEqualTo(Stage.OVER);
    }
    ObjectStore now = open(d, trio.b, trio.w);
    now.put("new", Content.of("4"));
    trio.b.mood = Moody.Mood.DOWN;
    ObjectStore alone = open(d, trio.b, trio.w);
    assertThat(text(alone, "k")).isEqualTo("3");
    assertThat(text(alone, "k2")).isEqualTo("2");
    assertThat(text(alone, "large")).isEqualTo(LARGE);
    assertThat(text(alone, "new")).isEqualTo("4");
  }

  @Test
  void replacement_oldLocationEmptied_isMadeOfTheOthers() {
    ObjectStore before = open(trio.a, trio.b, trio.w);
    before.put("k", Content.of("1"));
    before.put("large", Content.of(LARGE));
    before.close();
    Deadline soon = Deadline.after(LIMIT, Ambient.system());
    trio.a
        .list(ListQuery.under(""), null, soon)
        .entries()
        .forEach(each -> trio.a.delete(each.name(), Precondition.none(), soon));

    assertThatThrownBy(() -> open(trio.a, trio.b, trio.w)).hasMessageContaining("replacement");
    try (Replacement exchange = exchange(trio.a, d)) {
      exchange.announce();
      ObjectStore both = open(trio.a, trio.b, trio.w, d);
      assertThat(text(both, "k")).isEqualTo("1");
      both.put("new", Content.of("2"));
      assertThat(finish(exchange).failed()).isZero();
      assertThat(exchange.stage()).isEqualTo(Stage.OVER);
    }
    assertThat(text(open(trio.a, trio.b, trio.w, d), "k")).isEqualTo("1");
    trio.b.mood = Moody.Mood.DOWN;
    ObjectStore alone = open(d, trio.b, trio.w);
    assertThat(text(alone, "new")).isEqualTo("2");
    assertThat(text(alone, "large")).isEqualTo(LARGE);
  }

  @Test
  void replacement_over_oldClientsStopAndOldListsAreRefused() {
    ObjectStore old = open(trio.a, trio.b, trio.w);
    old.put("k", Content.of("1"));
    try (Replacement exchange = exchange(trio.a, d)) {
      exchange.announce();
      assertThatThrownBy(() -> open(trio.a, trio.b, trio.w))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is being exchanged")
          .hasMessageContaining("ddd");
      old.put("k", Content.of("2"));
      finish(exchange);
    }
    assertThatThrownBy(() -> old.put("k", Content.of("3")))
        .isInstanceOf(AccessException.class)
        .hasMessageContaining("exchanged");
    assertThatThrownBy(() -> old.get("k")).isInstanceOf(AccessException.class);
    assertThatThrownBy(() -> open(trio.a, trio.b, trio.w))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no longer among them")
        .hasMessageContaining("ddd");
    // All four may be given until everybody's configuration is changed.
    assertThat(text(open(trio.a, trio.b, trio.w, d), "k")).isEqualTo("2");
    trio.a.mood = Moody.Mood.DOWN;
    assertThat(text(open(trio.a, trio.b, trio.w, d), "k")).isEqualTo("2");
    assertThatThrownBy(() -> open(trio.a, trio.b, trio.w)).hasMessageContaining("no longer");
  }

  @Test
  void replacement_brokenOffAnywhere_goesOn() {
    open(trio.a, trio.b, trio.w).put("k", Content.of(LARGE));
    int broken = 0;
    for (Moody breaks : List.of(d, trio.b, trio.w, trio.w, trio.b, d, trio.a)) {
      try (Replacement exchange = exchange(trio.a, d)) {
        boolean walks = exchange.stage() == Stage.ANNOUNCED;
        breaks.repliesToLose.set(walks ? 0 : 1);
        if (exchange.stage() == Stage.TO_BE_ANNOUNCED) {
          exchange.announce();
        } else {
          finish(exchange, keys -> breaks.repliesToLose.set(1));
        }
      } catch (StoreException e) {
        broken++;
      }
      breaks.repliesToLose.set(0);
    }
    // How many of them meet a write depends on the order of the ids.
    assertThat(broken).isGreaterThanOrEqualTo(2);
    try (Replacement exchange = exchange(trio.a, d)) {
      while (exchange.stage() != Stage.OVER) {
        finish(exchange);
      }
    }
    assertThat(text(open(d, trio.b, trio.w), "k")).isEqualTo(LARGE);
    assertThat(open(d, trio.b, trio.w).edge(Quorum.class).care().verify("", told::add).well())
        .isEqualTo(1);
  }

  @Test
  void replacement_survivorDown_waits() {
    open(trio.a, trio.b, trio.w).put("k", Content.of("1"));
    trio.w.mood = Moody.Mood.DOWN;
    try (Replacement exchange = exchange(trio.a, d)) {
      assertThatThrownBy(exchange::announce)
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("www");
      trio.w.mood = Moody.Mood.WELL;
      exchange.announce();
      trio.b.mood = Moody.Mood.DOWN;
      assertThatThrownBy(() -> finish(exchange))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("bbb");
      trio.b.mood = Moody.Mood.WELL;
      d.mood = Moody.Mood.DOWN;
      assertThatThrownBy(() -> finish(exchange))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("ddd");
      d.mood = Moody.Mood.WELL;
      finish(exchange);
      assertThat(exchange.stage()).isEqualTo(Stage.OVER);
    }
  }

  @Test
  void replacement_wrongLocations_areRefused() {
    open(trio.a, trio.b, trio.w).put("k", Content.of("1"));
    assertThatThrownBy(() -> exchange(trio.a, trio.a)).hasMessageContaining("for itself");
    try (Replacement swapped = exchange(d, trio.a)) {
      assertThatThrownBy(swapped::stage).hasMessageContaining("the old one comes first");
    }
    try (Replacement member = exchange(trio.a, trio.b)) {
      assertThatThrownBy(member::stage).hasMessageContaining("already");
    }
    try (Replacement role = exchange(trio.w, d)) {
      assertThatThrownBy(role::announce).hasMessageContaining("not of one role");
    }
    d.put(
        "something", Content.of("x"), Precondition.none(), Deadline.after(LIMIT, Ambient.system()));
    try (Replacement full = exchange(trio.a, d)) {
      assertThatThrownBy(full::announce)
          .hasMessageContaining("not empty")
          .hasMessageContaining("something");
    }
    // Nothing of this has changed anything.
    assertThat(text(open(trio.a, trio.b, trio.w), "k")).isEqualTo("1");
  }

  @Test
  void undo_newLocationLost_oldOneStaysWithAllThatWasWritten() {
    ObjectStore before = open(trio.a, trio.b, trio.w);
    before.put("k", Content.of("1"));
    ObjectStore both;
    try (Replacement exchange = exchange(trio.a, d)) {
      exchange.announce();
      both = open(trio.a, trio.b, trio.w, d);
      both.put("k", Content.of("2"));
      both.put("large", Content.of(LARGE));
      d.mood = Moody.Mood.DOWN;
      exchange.undo();
    }
    try (Replacement back = exchange(d, trio.a)) {
      assertThat(back.stage()).isEqualTo(Stage.ANNOUNCED);
      assertThat(finish(back).failed()).isZero();
      assertThat(back.stage()).isEqualTo(Stage.OVER);
    }
    assertThatThrownBy(() -> both.get("k")).isInstanceOf(AccessException.class);
    assertThatThrownBy(() -> before.get("k")).isInstanceOf(AccessException.class);
    assertThat(text(open(trio.a, trio.b, trio.w), "k")).isEqualTo("2");
    trio.b.mood = Moody.Mood.DOWN;
    assertThat(text(open(trio.a, trio.b, trio.w), "large")).isEqualTo(LARGE);
  }

  @Test
  void replacement_ofTheWitness_needsNoContent() {
    ObjectStore store = open(trio.a, trio.b, trio.w);
    store.put("k", Content.of("1"));
    Moody v = trio.memory(Location.witness("mem:/?bucket=vvv"));
    try (Replacement exchange =
        Replacement.of(
            List.of(trio.a.location(), trio.b.location(), trio.w.location()),
            trio.w.location(),
            v.location(),
            location ->
                Stores.over(
                    location.equals(v.location()) ? v : at(location), StoreSettings.defaults()),
            Duration.ofSeconds(2),
            Ambient.system())) {
      exchange.announce();
      exchange.finish(locations -> open(trio.a, trio.b, trio.w, v), keys -> {}, told::add);
      assertThat(exchange.stage()).isEqualTo(Stage.OVER);
    }
    trio.a.mood = Moody.Mood.DOWN;
    assertThat(text(open(trio.a, trio.b, v), "k")).isEqualTo("1");
  }

  @Test
  void announce_ofTwoExchangesAtOnce_leavesAStoreThatOpens() {
    open(trio.a, trio.b, trio.w).put("k", Content.of("1"));
    try (Replacement first = exchange(trio.a, d);
        Replacement second = exchange(trio.b, e)) {
      // The first is announced once the second has looked, and killed before it is through.
      e.meanwhile.set(
          () -> {
            trio.w.repliesToLose.set(1);
            assertThatThrownBy(first::announce).isInstanceOf(StoreException.class);
            trio.w.repliesToLose.set(0);
          });
      assertThatThrownBy(second::announce).isInstanceOf(ConflictException.class);

      assertThatThrownBy(second::stage).hasMessageContaining("another exchange is under way");
      first.announce();
      assertThat(text(open(trio.a, trio.b, trio.w, d), "k")).isEqualTo("1");
      assertThat(finish(first).failed()).isZero();
    }
    assertThat(text(open(d, trio.b, trio.w), "k")).isEqualTo("1");
  }

  @Test
  void undo_clientsOfBefore_goOnWithALocationThatComesBack() {
    open(trio.a, trio.b, trio.w).put("k", Content.of("1"));
    trio.a.mood = Moody.Mood.DOWN;
    ObjectStore before = open(trio.a, trio.b, trio.w);
    trio.a.mood = Moody.Mood.WELL;
    try (Replacement exchange = exchange(trio.a, d)) {
      exchange.announce();
      exchange.undo();
    }
    // That it is A was not known yet; without W it is needed.
    trio.w.mood = Moody.Mood.DOWN;
    before.put("k", Content.of("2"));
    assertThat(text(before, "k")).isEqualTo("2");
  }

  @Test
  void localRead_ofAClientOfBefore_endsWithTheExchange() {
    QuorumPolicy local = Trio.QUICK.withReads(QuorumPolicy.Reads.LOCAL);
    ObjectStore before = trio.open(local, QuorumListener.NONE, LIMIT, trio.a, trio.b, trio.w);
    before.put("k", Content.of("1"));
    try (Replacement exchange = exchange(trio.a, d)) {
      exchange.announce();
      assertThat(text(before, "k")).isEqualTo("1");
      finish(exchange);
    }
    open(d, trio.b, trio.w).put("k", Content.of("2"));
    assertThatThrownBy(() -> before.get("k"))
        .isInstanceOf(AccessException.class)
        .hasMessageContaining("exchanged");
  }

  @Test
  void announce_ofTwoExchangesWithOneLocationAway_isTurnedRoundByUndo() {
    open(trio.a, trio.b, trio.w).put("k", Content.of("1"));
    // Where all agree to look first, which ids decide, is away for one of the two.
    boolean aIsFirst = id(trio.a).compareTo(id(trio.b)) < 0;
    Moody away = aIsFirst ? trio.a : trio.b;
    Moody other = aIsFirst ? trio.b : trio.a;
    try (Replacement first = exchange(away, d);
        Replacement second = exchange(other, e)) {
      e.meanwhile.set(
          () -> {
            away.mood = Moody.Mood.DOWN;
            first.announce();
            away.mood = Moody.Mood.WELL;
          });
      assertThatThrownBy(second::announce).isInstanceOf(ConflictException.class);
      // One says that the other is exchanged, that and the witness say that the first is.
      assertThatThrownBy(() -> open(trio.a, trio.b, trio.w, d))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("different exchanges")
          .hasMessageContaining("--undo");
      second.undo();
      assertThat(text(open(trio.a, trio.b, trio.w, e), "k")).isEqualTo("1");
    }
    try (Replacement back = exchange(e, other)) {
      assertThat(finish(back).failed()).isZero();
    }
    assertThat(text(open(trio.a, trio.b, trio.w), "k")).isEqualTo("1");
  }

  private static String id(Moody location) {
    Deadline deadline = Deadline.after(Duration.ofSeconds(5), Ambient.system());
    return Charter.decode(location.get(Charter.KEY, Charter.MAX_BYTES, deadline).bytes())
        .location();
  }
}
