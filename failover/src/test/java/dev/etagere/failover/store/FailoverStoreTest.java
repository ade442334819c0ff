package dev.etagere.failover.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.etagere.core.ByteRange;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.Freshness;
import dev.etagere.core.ListEntry;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Listing;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.ObjectStream;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.Precondition;
import dev.etagere.core.Refreshed;
import dev.etagere.core.StoredObject;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.Version;
import dev.etagere.core.spi.StoreSettings;
import dev.etagere.core.spi.Stores;
import dev.etagere.failover.BreakerState;
import dev.etagere.failover.Heard;
import dev.etagere.failover.Router;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store over two locations promises, with each of them in trouble. */
@Timeout(60)
class FailoverStoreTest {
  private static final String KEY = "k";
  private static final Content OLD = Content.of("old");
  private static final Content NEW = Content.of("new");

  private final Shaky primary = new Shaky("");
  private final Shaky secondary = new Shaky("");
  private final Heard heard = new Heard();
  private ObjectStore store = open(FailoverPolicy.defaults());

  private ObjectStore open(FailoverPolicy policy) {
    StoreSettings settings =
        StoreSettings.defaults().withDeadlines(Duration.ofSeconds(1), Duration.ofSeconds(2));
    return Stores.over(new FailoverBackend(primary, secondary, policy, heard, settings), settings);
  }

  private void reopen(FailoverPolicy policy) {
    store = open(policy);
  }

  /** What is written is at both. */
  private Version replicated(String key, Content content) {
    direct(secondary).put(key, content);
    return direct(primary).put(key, content);
  }

  private static ObjectStore direct(Shaky side) {
    return Stores.over(side, StoreSettings.defaults());
  }

  @AfterEach
  void close() {
    primary.letGo();
    secondary.letGo();
    store.close();
  }

  // Reads.

  @Test
  void get_primaryWell_isCurrentAndAsksNobodyElse() {
    replicated(KEY, OLD);
    int before = secondary.requests();

    StoredObject object = store.get(KEY).orElseThrow();

    assertThat(object.freshness()).isEqualTo(Freshness.current());
    assertThat(secondary.requests()).isEqualTo(before);
  }

  @Test
  void get_primaryDown_comesFromTheSecondaryAndSaysSo() {
    replicated(KEY, OLD);
    primary.down(true);

    StoredObject object = store.get(KEY).orElseThrow();

    assertThat(object.asString()).isEqualTo("old");
    assertThat(object.freshness()).isEqualTo(new Freshness.PossiblyStale(secondary.location()));
    assertThat(heard.events("failover")).containsExactly("failover GetObject primary>secondary");
  }

  @Test
  void everyRead_primaryDown_isMarked() {
    Version version = replicated(KEY, OLD);
    primary.down(true);

    assertThat(store.head(KEY).orElseThrow().freshness().possiblyStale()).isTrue();
    assertThat(store.getIfMatches(KEY, version).orElseThrow().freshness().possiblyStale()).isTrue();
    assertThat(store.getIfChanged(KEY, version))
        .isEqualTo(
            new Refreshed.Unchanged(version, new Freshness.PossiblyStale(secondary.location())));
    try (Listing listing = store.list(ListQuery.all())) {
      assertThat(listing.objects().toList()).hasSize(1);
      assertThat(listing.freshness().possiblyStale()).isTrue();
    }
  }

  @Test
  void get_primaryDownAndNothingAtTheSecondary_isUnavailableNotAbsent() {
    direct(primary).put(KEY, NEW);
    primary.down(true);

    assertThatThrownBy(() -> store.get(KEY))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(KEY)
        .hasMessageContaining("may be behind");
    assertThatThrownBy(() -> store.head(KEY)).isInstanceOf(UnavailableException.class);
  }

  @Test
  void getIfMatches_primaryDownAndSecondaryBehind_isUnavailableNotAConflict() {
    replicated(KEY, OLD);
    Version newest = direct(primary).put(KEY, NEW);
    primary.down(true);

    assertThatThrownBy(() -> store.getIfMatches(KEY, newest))
        .isInstanceOf(UnavailableException.class);
  }

  @Test
  void get_bothDown_isOneErrorWithBothCauses() {
    primary.down(true);
    secondary.down(true);

    UnavailableException error =
        catchThrowableOfType(UnavailableException.class, () -> store.get(KEY));

    assertThat(error)
        .hasMessageContaining("down: " + primary.location())
        .hasMessageContaining("at the other location");
    assertThat(error.getCause()).isInstanceOf(UnavailableException.class);
    assertThat(error.getSuppressed()).hasAtLeastOneElementOfType(UnavailableException.class);
  }

  @Test
  void get_secondCallWhilePrimaryIsDown_goesStraightToTheSecondary() {
    replicated(KEY, OLD);
    primary.down(true);
    store.get(KEY);
    heard.clear();

    store.get(KEY);

    assertThat(heard.events("send")).containsExactly("send GetObject@secondary");
    assertThat(store.edge(Router.class).health("primary").state())
        .isNotEqualTo(BreakerState.CLOSED);
  }

  @Test
  void get_absentAtPrimary_readsThroughOnlyWhereAsked() {
    direct(secondary).put(KEY, NEW);
    assertThat(store.get(KEY)).isEmpty();

    reopen(FailoverPolicy.defaults().withAbsentReadsThrough(true));

    StoredObject object = store.get(KEY).orElseThrow();
    assertThat(object.freshness().possiblyStale()).isTrue();
    assertThat(store.head(KEY).orElseThrow().freshness().possiblyStale()).isTrue();
    assertThat(store.get("none")).isEmpty();
    assertThat(heard.events("readThrough")).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 70_000, 199_999})
  void get_bodyBreaksOff_goesOnAtTheOtherLocationFromThatByte(int at) {
    byte[] bytes = new byte[200_000];
    new Random(5).nextBytes(bytes);
    replicated(KEY, Content.of(bytes));
    primary.breaksAfter(at);

    StoredObject object = store.get(KEY).orElseThrow();

    assertThat(object.asBytes()).isEqualTo(bytes);
    assertThat(heard.events("resume")).containsExactly("resume GetObject@secondary from " + at);
  }

  @Test
  void open_rangeStalls_goesOnAtTheOtherLocationAndEndsWhereItShould() throws IOException {
    byte[] bytes = new byte[100_000];
    new Random(6).nextBytes(bytes);
    replicated(KEY, Content.of(bytes));
    primary.stallsAfter(500);
    reopen(FailoverPolicy.defaults().withStallLimit(Duration.ofMillis(50)));

    try (ObjectStream stream = store.open(KEY, new ByteRange(1_000, 2_000)).orElseThrow()) {
      byte[] read = stream.readAllBytes();
      assertThat(read).isEqualTo(java.util.Arrays.copyOfRange(bytes, 1_000, 3_000));
    }
    assertThat(heard.events("resume")).containsExactly("resume GetObject@secondary from 1500");
  }

  @Test
  void get_bodyBreaksOffAndTheOtherHasAnotherVersion_neverMixesTheTwo() {
    byte[] bytes = new byte[100_000];
    new Random(7).nextBytes(bytes);
    direct(primary).put(KEY, Content.of(bytes));
    direct(secondary).put(KEY, Content.of(new byte[100_000]));
    primary.breaksAfter(50_000);

    // It goes on at the primary again and again, which breaks off each time.
    StoredObject object = store.get(KEY).orElseThrow();

    assertThat(object.asBytes()).isEqualTo(bytes);
    assertThat(heard.events("resume")).allMatch(e -> e.contains("@primary"));
  }

  // Writes.

  @Test
  void conditionalWrites_primaryDown_areRefusedWithBothWaysOut() {
    Version version = replicated(KEY, OLD);
    primary.down(true);

    for (Runnable write :
        List.<Runnable>of(
            () -> store.create("other", NEW),
            () -> store.replace(KEY, NEW, version),
            () -> store.delete(KEY, Precondition.matches(version)))) {
      assertThatThrownBy(write::run)
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("withConditionalWritesFailOver")
          .hasMessageContaining("three locations");
    }
    assertThatThrownBy(() -> store.update(KEY, c -> NEW)).isInstanceOf(UnavailableException.class);
    assertThat(direct(secondary).get(KEY).orElseThrow().asString()).isEqualTo("old");
    assertThat(direct(secondary).get("other")).isEmpty();
  }

  @Test
  void conditionalWrite_allowedOnPurpose_isJudgedAtTheSecondary() {
    Version version = replicated(KEY, OLD);
    primary.down(true);
    reopen(FailoverPolicy.defaults().withConditionalWritesFailOver(true));

    store.replace(KEY, NEW, version);

    assertThat(direct(secondary).get(KEY).orElseThrow().asString()).isEqualTo("new");
    assertThatThrownBy(() -> store.replace(KEY, OLD, version))
        .isInstanceOf(ConflictException.class);
  }

  @Test
  void conditionalWrite_primarySilentUntilThen_leavesTheSecondaryTime() {
    Version version = replicated(KEY, OLD);
    primary.hold();
    reopen(
        FailoverPolicy.defaults()
            .withAttemptLimit(Duration.ofMillis(100))
            .withConditionalWritesFailOver(true));

    store.replace(KEY, NEW, version);

    assertThat(direct(secondary).get(KEY).orElseThrow().asString()).isEqualTo("new");
  }

  @Test
  void replace_onAVersionReadAtTheSecondary_isJudgedByContentAtThePrimary() {
    replicated(KEY, OLD);
    replicated("moved", OLD);
    direct(primary).put("moved", Content.of("moved on"));
    primary.down(true);
    Version same = store.get(KEY).orElseThrow().version();
    Version stale = store.get("moved").orElseThrow().version();
    primary.down(false);

    store.replace(KEY, NEW, same);
    assertThatThrownBy(() -> store.replace("moved", NEW, stale))
        .isInstanceOf(ConflictException.class);

    assertThat(direct(primary).get(KEY).orElseThrow().asString()).isEqualTo("new");
    assertThat(direct(primary).get("moved").orElseThrow().asString()).isEqualTo("moved on");
  }

  @Test
  void put_primaryDown_goesToTheSecondary() {
    primary.down(true);

    store.put(KEY, NEW);

    assertThat(direct(secondary).get(KEY).orElseThrow().asString()).isEqualTo("new");
    assertThat(heard.events("failover")).containsExactly("failover PutObject primary>secondary");
  }

  @Test
  void put_streamBody_isSentAgainFromMemory() {
    primary.down(true);

    store.put(KEY, Content.stream(new ByteArrayInputStream(new byte[] {1, 2, 3})));

    assertThat(direct(secondary).get(KEY).orElseThrow().asBytes()).containsExactly(1, 2, 3);
  }

  @Test
  void put_failsOver_tellsTheListenerEachByteOnceInTheEnd() {
    primary.losesReplies(true);
    AtomicLong moved = new AtomicLong();

    store.put(KEY, NEW, Precondition.none(), moved::addAndGet);

    assertThat(moved).hasValue(3);
  }

  @Test
  void put_replyLostAtThePrimary_isWrittenAtTheSecondaryToo() {
    primary.losesReplies(true);

    store.put(KEY, NEW);

    assertThat(direct(secondary).get(KEY).orElseThrow().asString()).isEqualTo("new");
  }

  @Test
  void put_replyLostAtThePrimaryAndSecondaryDown_isUnknown() {
    primary.losesReplies(true);
    secondary.down(true);

    assertThatThrownBy(() -> store.put(KEY, NEW)).isInstanceOf(OutcomeUnknownException.class);
  }

  @Test
  void replace_replyLostAtThePrimary_isUnknownAndNeverTriedElsewhere() {
    Version version = replicated(KEY, OLD);
    reopen(FailoverPolicy.defaults().withConditionalWritesFailOver(true));
    primary.losesReplies(true);

    assertThatThrownBy(() -> store.replace(KEY, NEW, version))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThat(direct(secondary).get(KEY).orElseThrow().asString()).isEqualTo("old");
  }

  @Test
  void get_afterAPutAtTheSecondary_showsItUntilThePrimaryHasCaughtUp() {
    replicated(KEY, OLD);
    primary.down(true);
    store.put(KEY, NEW);
    primary.down(false);
    backToPrimary();

    StoredObject before = store.get(KEY).orElseThrow();
    assertThat(before.asString()).isEqualTo("new");
    assertThat(before.freshness()).isEqualTo(new Freshness.PossiblyStale(secondary.location()));
    assertThatThrownBy(() -> store.update(KEY, c -> OLD)).isInstanceOf(UnavailableException.class);

    direct(primary).put(KEY, NEW);

    StoredObject after = store.get(KEY).orElseThrow();
    assertThat(after.asString()).isEqualTo("new");
    assertThat(after.freshness()).isEqualTo(Freshness.current());
  }

  @Test
  void get_afterADeleteAtTheSecondary_isAbsentUntilThePrimaryHasCaughtUp() {
    replicated(KEY, OLD);
    primary.down(true);
    store.delete(KEY);
    primary.down(false);
    backToPrimary();

    assertThat(store.get(KEY)).isEmpty();
    direct(primary).delete(KEY);
    assertThat(store.get(KEY)).isEmpty();
    direct(primary).put(KEY, NEW);
    assertThat(store.get(KEY).orElseThrow().freshness()).isEqualTo(Freshness.current());
  }

  @Test
  void copy_primaryDown_isRefusedSinceItWouldCopyThePast() {
    replicated(KEY, OLD);
    primary.down(true);

    assertThatThrownBy(() -> store.copy(KEY, "to", Precondition.none()))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("newest state");
    assertThat(direct(secondary).get("to")).isEmpty();
  }

  @Test
  void drainedPrimary_refusesConditionsAndTakesTheRestElsewhere() {
    replicated(KEY, OLD);
    store.edge(Router.class).drain("primary");

    assertThatThrownBy(() -> store.create("new", NEW))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("taken out by hand");
    assertThat(store.get(KEY).orElseThrow().freshness().possiblyStale()).isTrue();

    store.edge(Router.class).automatic();
    store.create("new", NEW);
  }

  // Listings.

  @ParameterizedTest
  @ValueSource(strings = {"", "/"})
  void list_primaryDiesInTheMiddle_goesOnWithoutGapOrRepetition(String delimiter) {
    for (int i = 0; i < 40; i++) {
      replicated(String.format("%02d/%s", i / 4, i), OLD);
    }
    replicated("05", OLD);
    ListQuery query =
        ListQuery.all().withDelimiter(delimiter.isEmpty() ? null : delimiter).withPageSize(3);
    List<String> all = names(store, query);
    for (int diesAfter = 0; diesAfter < all.size(); diesAfter++) {
      List<String> names = new ArrayList<>();
      try (Listing listing = store.list(query)) {
        Iterator<ListEntry> entries = listing.iterator();
        for (int i = 0; i < diesAfter; i++) {
          names.add(entries.next().name());
        }
        store.edge(Router.class).prefer("secondary");
        entries.forEachRemaining(entry -> names.add(entry.name()));
      }
      store.edge(Router.class).automatic();
      assertThat(names).containsExactlyElementsOf(all);
    }
  }

  private static List<String> names(ObjectStore store, ListQuery query) {
    try (Listing listing = store.list(query)) {
      return listing.stream().map(ListEntry::name).toList();
    }
  }

  // Hedged reads.

  @Test
  void get_hedgedAndPrimarySlow_isAnsweredByTheSecondaryAndMarked() {
    replicated(KEY, OLD);
    reopen(FailoverPolicy.defaults().withHedgeAfter(Duration.ofMillis(20)));
    primary.hold();

    StoredObject object = store.get(KEY).orElseThrow();

    assertThat(object.freshness().possiblyStale()).isTrue();
    assertThat(heard.events("hedge")).containsExactly("hedge GetObject primary>secondary");
  }

  @Test
  void get_hedgedAndPrimaryNeverAnswers_opensTheBreaker() {
    replicated(KEY, OLD);
    reopen(
        FailoverPolicy.defaults()
            .withAttemptLimit(Duration.ofMillis(300))
            .withHedgeAfter(Duration.ofMillis(1)));
    primary.hold();

    assertThat(store.get(KEY).orElseThrow().freshness().possiblyStale()).isTrue();

    while (heard.events("breaker primary CLOSED>OPEN").isEmpty()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void get_hedgedAndPrimaryQuick_asksNobodyElse() {
    replicated(KEY, OLD);
    reopen(FailoverPolicy.defaults().withHedgeAfter(Duration.ofSeconds(30)));
    int before = secondary.requests();

    assertThat(store.get(KEY).orElseThrow().freshness()).isEqualTo(Freshness.current());
    assertThat(secondary.requests()).isEqualTo(before);
  }

  @Test
  void get_hedgedAndNothingAtTheSecondary_waitsForThePrimary() {
    direct(primary).put(KEY, NEW);
    reopen(FailoverPolicy.defaults().withHedgeAfter(Duration.ofMillis(20)));
    primary.hold();
    Thread later =
        new Thread(
            () -> {
              while (heard.events("hedge").isEmpty()) {
                Thread.onSpinWait();
              }
              primary.letGo();
            });
    later.start();

    assertThat(store.get(KEY).orElseThrow().freshness()).isEqualTo(Freshness.current());
  }

  @Test
  void get_hedgedAndBadKey_isTheCallersError() {
    reopen(FailoverPolicy.defaults().withHedgeAfter(Duration.ofMillis(20)));

    assertThatThrownBy(() -> store.get("")).isInstanceOf(IllegalArgumentException.class);
  }

  /** The breaker's own wait is not what is tested here. */
  private void backToPrimary() {
    Router router = store.edge(Router.class);
    while (router.health("primary").state() != BreakerState.CLOSED) {
      Thread.onSpinWait();
    }
  }
}
