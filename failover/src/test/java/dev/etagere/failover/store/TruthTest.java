package dev.etagere.failover.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.AccessException;
import dev.etagere.core.Content;
import dev.etagere.core.Freshness;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Listing;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.Precondition;
import dev.etagere.core.Removal;
import dev.etagere.core.StoredObject;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.UnsupportedException;
import dev.etagere.core.Version;
import dev.etagere.core.spi.StoreSettings;
import dev.etagere.core.spi.Stores;
import dev.etagere.failover.BreakerState;
import dev.etagere.failover.Heard;
import dev.etagere.failover.Router;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Wrong answers a store over two locations could give, and does not. */
@Timeout(60)
class TruthTest {
  private static final String KEY = "k";
  private static final Content OLD = Content.of("old");
  private static final Content NEW = Content.of("new");

  private final Shaky primary = new Shaky("");
  private final Shaky secondary = new Shaky("");
  private final Heard heard = new Heard();
  private StoreSettings settings =
      StoreSettings.defaults().withDeadlines(Duration.ofSeconds(1), Duration.ofSeconds(2));
  private ObjectStore store = open(FailoverPolicy.defaults());

  private ObjectStore open(FailoverPolicy policy) {
    return Stores.over(new FailoverBackend(primary, secondary, policy, heard, settings), settings);
  }

  private Version replicated(String key, Content content) {
    direct(secondary).put(key, content);
    return direct(primary).put(key, content);
  }

  private static ObjectStore direct(Shaky side) {
    return Stores.over(side, StoreSettings.defaults());
  }

  private BreakerState breaker(String name) {
    return store.edge(Router.class).health(name).state();
  }

  /** Writes at the second location while the first is down, which then comes back as it was. */
  private void duringAnOutage(Runnable write) {
    primary.down(true);
    write.run();
    primary.down(false);
    while (breaker("primary") != BreakerState.CLOSED) {
      Thread.onSpinWait();
    }
  }

  @AfterEach
  void close() {
    primary.letGo();
    secondary.letGo();
    store.close();
  }

  // Outcomes.

  @Test
  void put_perhapsAppliedAtThePrimaryAndRefusedAtTheSecondary_isUnknown() {
    primary.losesReplies(true);
    secondary.refuses(new UnsupportedException(KEY, "not here", null));
    assertThatThrownBy(() -> store.put(KEY, NEW))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContaining("not here");
  }

  @Test
  void delete_ofWhatTheSecondaryDoesNotHave_isUndetermined() {
    direct(primary).put(KEY, OLD); // not replicated yet
    primary.down(true);
    assertThat(store.delete(KEY)).isEqualTo(Removal.UNDETERMINED);
  }

  @Test
  void conditionalWrite_allowedOnPurpose_leavesTimeForTheSecondary() {
    store = open(FailoverPolicy.defaults().withConditionalWritesFailOver(true));
    primary.hold(); // as one that refuses connections: tried until the deadline
    secondary.needs(Duration.ofMillis(100));
    store.create(KEY, NEW);
    assertThat(direct(secondary).get(KEY)).isPresent();
  }

  @Test
  void conditionalWrite_allowedOnPurposeAndBothDown_carriesBothCauses() {
    store = open(FailoverPolicy.defaults().withConditionalWritesFailOver(true));
    primary.down(true);
    secondary.down(true);
    assertThatThrownBy(() -> store.create(KEY, NEW))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("down: " + primary.location())
        .hasMessageContaining("at the other location");
    assertThat(heard.events("complete PutObject")).hasSize(1);
  }

  @Test
  void conditionalWrite_allowedOnPurposeOfAStream_isSentAgainFromMemory() {
    store = open(FailoverPolicy.defaults().withConditionalWritesFailOver(true));
    primary.losesRequests(true);
    store.create(KEY, Content.stream(new ByteArrayInputStream(new byte[] {1, 2, 3})));
    assertThat(direct(secondary).get(KEY).orElseThrow().asBytes()).containsExactly(1, 2, 3);
  }

  @Test
  void update_whereTheFirstAloneJudges_looksForARefusedWriteItself() {
    replicated(KEY, OLD);
    store.update(KEY, c -> NEW);
    assertThat(primary.lookedForByTheCaller()).isEqualTo(1);
  }

  @Test
  void update_whereTheSecondMayJudge_hasEachLocationLook() {
    replicated(KEY, OLD);
    store = open(FailoverPolicy.defaults().withConditionalWritesFailOver(true));
    store.update(KEY, c -> NEW);
    assertThat(primary.lookedForByTheCaller() + secondary.lookedForByTheCaller()).isZero();
  }

  @Test
  void update_raceLostAndThePrimaryDownThen_isUnavailableAndChangesNothing() {
    replicated(KEY, OLD);
    assertThatThrownBy(
            () ->
                store.update(
                    KEY,
                    c -> {
                      direct(primary).put(KEY, Content.of("theirs"));
                      primary.downAfterNextRequest();
                      return NEW;
                    }))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("which may be behind");
    primary.down(false);
    assertThat(direct(primary).get(KEY).orElseThrow().asString()).isEqualTo("theirs");
    assertThat(direct(secondary).get(KEY).orElseThrow().asString()).isEqualTo("old");
  }

  // What this program wrote at the secondary.

  @Test
  void get_afterAPutOfUnknownOutcomeAtTheSecondary_isNeverTakenForCurrent() {
    replicated(KEY, OLD);
    secondary.losesReplies(true);
    duringAnOutage(
        () ->
            assertThatThrownBy(() -> store.put(KEY, NEW))
                .isInstanceOf(OutcomeUnknownException.class));
    secondary.losesReplies(false);

    StoredObject doubtful = store.get(KEY).orElseThrow();
    assertThat(doubtful.asString()).isEqualTo("new");
    assertThat(doubtful.freshness().possiblyStale()).isTrue();

    direct(primary).put(KEY, NEW); // replication has caught up
    assertThat(store.get(KEY).orElseThrow().freshness()).isEqualTo(Freshness.current());
  }

  @Test
  void copy_ofWhatHasNotArrivedAtThePrimary_isRefusedSinceItWouldCopyThePast() {
    replicated(KEY, OLD);
    duringAnOutage(() -> store.put(KEY, NEW));
    assertThatThrownBy(() -> store.copy(KEY, "to", Precondition.none()))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("nothing was changed");
    assertThat(direct(primary).get("to")).isEmpty();
    direct(primary).put(KEY, NEW);
    store.copy(KEY, "to", Precondition.none());
  }

  @Test
  void conditionalWrites_onWhatHasNotArrivedAtThePrimary_areNotJudgedAgainstThePast() {
    Version old = replicated("was", OLD);
    duringAnOutage(
        () -> {
          store.put(KEY, NEW);
          store.put("was", NEW);
        });
    assertThatThrownBy(() -> store.create(KEY, OLD)).isInstanceOf(UnavailableException.class);
    assertThatThrownBy(() -> store.replace("was", OLD, old))
        .isInstanceOf(UnavailableException.class);
    assertThat(direct(primary).get(KEY)).isEmpty();
    assertThat(direct(primary).get("was").orElseThrow().asString()).isEqualTo("old");
  }

  @Test
  void list_ofThePrimaryThatLacksWhatThisProgramWrote_isMarked() {
    replicated("a/1", OLD);
    replicated("b/1", OLD);
    duringAnOutage(() -> store.put("a/2", NEW));
    assertThat(isStale("a/")).isTrue();
    assertThat(isStale("b/")).isFalse();
    direct(primary).put("a/2", NEW);
    assertThat(isStale("a/")).isFalse();
  }

  private boolean isStale(String prefix) {
    try (Listing listing = store.list(ListQuery.under(prefix))) {
      assertThat(listing.objects().toList()).isNotEmpty();
      return listing.freshness().possiblyStale();
    }
  }

  // What a call says about a location.

  @Test
  void get_ofWhatTheSecondaryDoesNotHave_doesNotMakeItCountAsDown() {
    primary.down(true);
    assertThatThrownBy(() -> store.get(KEY)).isInstanceOf(UnavailableException.class);
    assertThat(breaker("secondary")).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void get_byACallerInAHurry_doesNotOpenTheBreakerForAll() {
    replicated(KEY, OLD);
    primary.needs(Duration.ofMillis(200));
    try (ObjectStore hurried = store.within(Duration.ofMillis(20))) {
      try {
        hurried.get(KEY);
      } catch (UnavailableException e) {
        // Not even the second one had time, on a busy machine: his breaker is not what this is
        // about.
      }
    }
    assertThat(breaker("primary")).isEqualTo(BreakerState.CLOSED);
  }

  @Test
  void get_deadlineBelowTheAttemptLimitAndPrimaryFrozen_leavesTimeForTheSecondary() {
    replicated(KEY, OLD);
    primary.hold();
    assertThat(store.get(KEY).orElseThrow().freshness().possiblyStale()).isTrue();
  }

  @Test
  void probe_refusedForWhatIsNotThere_isAnAnswer() {
    duringAnOutage(
        () -> {
          primary.refuses(new AccessException(KEY, "403", null));
          assertThatThrownBy(() -> store.get(KEY)).isInstanceOf(UnavailableException.class);
        });
    assertThat(breaker("primary")).isEqualTo(BreakerState.CLOSED);
  }

  // Hedged reads.

  @Test
  void get_hedgedAndRefusedAtTheSecondary_waitsForThePrimary() {
    replicated(KEY, OLD);
    store = open(FailoverPolicy.defaults().withHedgeAfter(Duration.ofMillis(1)));
    primary.needs(Duration.ofMillis(200));
    secondary.refuses(new AccessException(KEY, "403", null));
    assertThat(store.get(KEY).orElseThrow().freshness()).isEqualTo(Freshness.current());
  }

  @Test
  void get_hedgedAndTheCallersExecutorIsFull_readsAllTheSame() {
    replicated(KEY, OLD);
    ThreadPoolExecutor one =
        new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(4));
    Executor none =
        task -> {
          throw new RejectedExecutionException("full");
        };
    try {
      for (Executor executor : new Executor[] {one, none}) {
        settings = settings.withExecutor(executor);
        store = open(FailoverPolicy.defaults().withHedgeAfter(Duration.ofMillis(1)));
        // The reader itself holds the only thread.
        CompletableFuture<StoredObject> read =
            CompletableFuture.supplyAsync(() -> store.get(KEY).orElseThrow(), one);
        assertThat(read.join().asString()).isEqualTo("old");
      }
    } finally {
      one.shutdownNow();
    }
  }
}
