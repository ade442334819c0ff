package dev.etagere.quorum.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.Ambient;
import dev.etagere.core.Content;
import dev.etagere.core.ListQuery;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.Precondition;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.SingleRequests;
import dev.etagere.quorum.store.KeyState.At;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Verify, repair and collect. */
class CareTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final String LARGE = "x".repeat(50);

  private final Trio trio = new Trio();
  private final ConcurrentLinkedQueue<KeyState> told = new ConcurrentLinkedQueue<>();
  private final AtomicInteger removed = new AtomicInteger();
  private ObjectStore store;
  private Care care;

  @BeforeEach
  void open() {
    QuorumPolicy small = Trio.QUICK.withInlineLimit(10);
    store = trio.open(small, QuorumListener.NONE, LIMIT, trio.a, trio.b, trio.w);
    care = store.edge(Quorum.class).care();
  }

  @AfterEach
  void close() {
    trio.close();
  }

  private static Deadline soon() {
    return Deadline.after(LIMIT, Ambient.system());
  }

  private Care.Report collect(Duration olderThan) {
    return care.collect(olderThan, name -> removed.incrementAndGet());
  }

  private static long blobs(Moody at) {
    return at.list(ListQuery.under("b/"), null, soon()).entries().size();
  }

  private void whileAway(Moody location, Runnable what) {
    location.mood = Moody.Mood.DOWN;
    what.run();
    location.mood = Moody.Mood.WELL;
    // Its breaker is to close: what is down is not waited for.
    while (store.edge(Quorum.class).status().locations().stream()
        .anyMatch(each -> each.breaker() != dev.etagere.failover.BreakerState.CLOSED)) {
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void repair_locationThatMissedWrites_holdsThemAndServesThemAlone() {
    store.put("old", Content.of("1"));
    whileAway(
        trio.b,
        () -> {
          store.put("old", Content.of("2"));
          store.put("new", Content.of("3"));
          store.put("large", Content.of(LARGE));
          store.delete("gone");
        });

    Care.Report before = care.verify("", told::add);
    assertThat(before.keys()).isEqualTo(3);
    assertThat(before.failed()).isEqualTo(3);
    assertThat(told).allMatch(each -> each.at().get(trio.b.location()) == At.BEHIND);

    told.clear();
    Care.Report repaired = care.repair("", told::add);
    assertThat(repaired.mended()).isEqualTo(3);
    assertThat(care.verify("", told::add).well()).isEqualTo(3);
    trio.a.mood = Moody.Mood.DOWN;
    assertThat(store.get("old").orElseThrow().asString()).isEqualTo("2");
    assertThat(store.get("new").orElseThrow().asString()).isEqualTo("3");
    assertThat(store.get("large").orElseThrow().asString()).isEqualTo(LARGE);
  }

  @Test
  void repair_contentMissingAtALocation_isBroughtThere() {
    store.put("k", Content.of(LARGE));
    trio.b
        .list(ListQuery.under("b/"), null, soon())
        .entries()
        .forEach(blob -> trio.b.delete(blob.name(), Precondition.none(), soon()));

    care.verify("k", told::add);
    assertThat(told)
        .singleElement()
        .satisfies(each -> assertThat(each.at()).containsEntry(trio.b.location(), At.HOLLOW));

    assertThat(care.repair("", told::add).mended()).isEqualTo(1);
    assertThat(blobs(trio.b)).isEqualTo(1);
  }

  @Test
  void verify_whatIsNotOurs_isTold() {
    trio.w.put("r/k", "theirs".getBytes(StandardCharsets.UTF_8), null, soon());
    store.put("k", Content.of("1"));

    assertThat(care.repair("", told::add).failed()).isEqualTo(1);
    assertThat(told.peek().at()).containsEntry(trio.w.location(), At.FOREIGN);
  }

  @Test
  void collect_replacedDeletedAndOrphaned_goAndTheNamedStays() {
    store.put("k", Content.of(LARGE + "1"));
    store.put("k", Content.of(LARGE + "2"));
    store.put("deleted", Content.of(LARGE + "3"));
    store.delete("deleted");
    // Of a writer that died before it proposed.
    String orphan = Blobs.folder("never") + "0.0.h:x/id1";
    Content content = Content.of(LARGE).withMetadata("key", "never");
    trio.a.put(orphan, content, Precondition.none(), soon());
    assertThat(blobs(trio.a)).isEqualTo(4);

    assertThat(collect(Duration.ofHours(1)).mended()).isZero();
    Care.Report report = collect(Duration.ZERO);

    assertThat(report.failed()).isZero();
    assertThat(removed).hasValue(5); // three at one location, two at the other
    assertThat(List.of(blobs(trio.a), blobs(trio.b))).containsExactly(1L, 1L);
    assertThat(store.get("k").orElseThrow().asString()).isEqualTo(LARGE + "2");
    store.put("k", Content.of(LARGE + "4"));
    assertThat(store.get("k").orElseThrow().asString()).isEqualTo(LARGE + "4");
  }

  @Test
  void collect_blobThatIsNotOurs_isLeft() {
    trio.a.put("b/somebody/else/x", Content.of("theirs"), Precondition.none(), soon());

    assertThat(collect(Duration.ZERO).failed()).isEqualTo(1);
    assertThat(blobs(trio.a)).isEqualTo(1);
  }

  @Test
  void rolledBack_counterGoneOrOlderThanNoted_namesThatLocation() {
    assertThat(care.rolledBack()).as("nothing is noted").isEmpty();
    care.repair("", told::add);
    SingleRequests.Stored backup = tally(trio.b);
    care.repair("", told::add);
    assertThat(care.rolledBack()).as("both went up").isEmpty();

    trio.b.put(Tally.KEY, backup.bytes(), tally(trio.b).etag(), soon());

    assertThat(care.rolledBack()).containsExactly(trio.b.location());
    care.repair("", told::add);
    care.repair("", told::add);
    assertThat(care.rolledBack()).as("it stays so").containsExactly(trio.b.location());
    trio.w.delete(Tally.KEY, tally(trio.w).etag(), soon());
    assertThat(care.rolledBack()).containsExactly(trio.b.location(), trio.w.location());
  }

  @Test
  void rolledBack_locationAwayMeanwhile_isNotAccused() {
    care.repair("", told::add);
    whileAway(trio.b, () -> care.repair("", told::add));

    assertThat(care.rolledBack()).isEmpty();
    trio.b.mood = Moody.Mood.DOWN;
    assertThat(care.rolledBack()).isEmpty();
  }

  @Test
  void rolledBack_repairWhileItLooks_namesNobody() {
    care.repair("", told::add);
    trio.w.meanwhile.set(() -> care.repair("", told::add));

    assertThat(care.rolledBack()).isEmpty();

    assertThat(trio.w.meanwhile).hasValue(null);
  }

  private static SingleRequests.Stored tally(Moody at) {
    return Objects.requireNonNull(at.get(Tally.KEY, 1 << 14, soon()));
  }
}
