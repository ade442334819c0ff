package dev.etagere.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.AbsentException;
import dev.etagere.core.Ambient;
import dev.etagere.core.ByteRange;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.Freshness;
import dev.etagere.core.ListEntry;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.ObjectStream;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.Refreshed;
import dev.etagere.core.TooLargeException;
import dev.etagere.core.Version;
import dev.etagere.core.spi.StoreSettings;
import dev.etagere.core.spi.Stores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CachingStoreTest {
  private static final String KEY = "k";
  private static final Duration BOUND = Duration.ofSeconds(5);

  private final ScriptedBackend backend = new ScriptedBackend();
  private final ObjectStore store = Stores.over(backend, StoreSettings.defaults());
  private final Clock clock = new Clock();
  private final CachingStore exact = CachingStore.over(store);
  private final CachingStore bounded =
      CachingStore.over(store, CachePolicy.staleFor(BOUND).withAmbient(clock));

  @Test
  void get_exactAndUnchanged_asksAndTakesNoBody() {
    backend.set(KEY, "1");

    exact.get(KEY);
    assertThat(text(exact)).isEqualTo("1");
    assertThat(exact.get(KEY).orElseThrow().freshness()).isEqualTo(Freshness.current());

    assertThat(backend.requests).hasValue(3);
    assertThat(backend.bodies).hasValue(1);
    assertThat(exact.stats().unchanged()).isEqualTo(2);
    backend.set(KEY, "2");
    assertThat(text(exact)).isEqualTo("2");
    store.delete(KEY);
    assertThat(exact.get(KEY)).isEmpty();
  }

  @Test
  void get_boundedAndYoung_asksNobodyAndSaysSo() {
    backend.set(KEY, "1");
    bounded.get(KEY);
    backend.set(KEY, "2");
    clock.pass(BOUND);

    assertThat(text(bounded)).isEqualTo("1");
    assertThat(bounded.get(KEY).orElseThrow().freshness()).isEqualTo(new Freshness.Cached(BOUND));
    assertThat(bounded.head(KEY).orElseThrow().freshness().possiblyStale()).isTrue();
    assertThat(backend.requests).hasValue(1);

    clock.pass(Duration.ofNanos(1));
    assertThat(text(bounded)).isEqualTo("2");
  }

  @Test
  void get_answerHeldUpWhileItsProcessWrote_isNotHeld() throws InterruptedException {
    backend.set(KEY, "1");
    Late late = new Late(() -> text(bounded));

    bounded.put(KEY, Content.text("2"));
    late.comes();

    assertThat(text(bounded)).isEqualTo("2");
  }

  @Test
  void get_answerHeldUpWhileANewerOneWasShown_isNotHeld() throws InterruptedException {
    backend.set(KEY, "1");
    Late late = new Late(() -> text(bounded));

    backend.set(KEY, "2");
    bounded.head(KEY);
    late.comes();

    assertThat(text(bounded)).isEqualTo("2");
  }

  @Test
  void get_answerHeldUpAndWhatWasShownMeanwhileDropped_isNotHeld() throws InterruptedException {
    backend.set(KEY, "1");
    Late late = new Late(() -> text(bounded));
    backend.set(KEY, "2");
    bounded.within(Duration.ofMillis(2)).get(KEY); // does not wait for long, and sees 2
    late.comes();

    assertThat(text(bounded)).isEqualTo("2");
  }

  @Test
  void getIfChanged_nothingHeldAndKnownIsTheNewest_isNotFollowedByAnOlderObject()
      throws InterruptedException {
    backend.set(KEY, "1");
    Late late = new Late(() -> text(bounded));
    Version second = backend.set(KEY, "2");
    ObjectStore impatient = bounded.within(Duration.ofMillis(2));
    assertThat(impatient.getIfChanged(KEY, second)).isInstanceOf(Refreshed.Unchanged.class);
    late.comes();

    assertThat(text(bounded)).isEqualTo("2");
  }

  @Test
  void getIfChanged_itHasGrownTooLarge_isNotFollowedByAnOlderObject() {
    ObjectStore small = Stores.over(backend, StoreSettings.defaults().withMaxBytesInMemory(3));
    ObjectStore over = CachingStore.over(small, CachePolicy.staleFor(BOUND).withAmbient(clock));
    Version first = backend.set(KEY, "1");
    Version second = backend.set(KEY, "2");
    over.get(KEY);
    backend.set(KEY, "large");

    assertThatThrownBy(() -> over.getIfChanged(KEY, first)).isInstanceOf(TooLargeException.class);
    assertThatThrownBy(() -> over.get(KEY)).isInstanceOf(TooLargeException.class);
    assertThat(second).isNotEqualTo(first);
  }

  @Test
  void download_showsThatItIsGone_isNotFollowedByTheObject(@TempDir Path directory) {
    backend.set(KEY, "1");
    bounded.get(KEY);
    store.delete(KEY);

    assertThatThrownBy(() -> bounded.download(KEY, directory.resolve("file")))
        .isInstanceOf(AbsentException.class);
    assertThat(bounded.get(KEY)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void put_outcomeUnknown_isForgotten(boolean afterConflict) {
    Version first = backend.set(KEY, "1");
    bounded.get(KEY);
    if (afterConflict) {
      backend.set(KEY, "2");
      assertThatThrownBy(() -> bounded.replace(KEY, Content.text("x"), first))
          .isInstanceOf(ConflictException.class);
    } else {
      backend.afterWrite =
          () -> {
            throw new OutcomeUnknownException(KEY, "as the test wanted", null);
          };
      assertThatThrownBy(() -> bounded.replace(KEY, Content.text("2"), first))
          .isInstanceOf(OutcomeUnknownException.class);
    }

    assertThat(text(bounded)).isEqualTo("2");
  }

  @Test
  void everyWrite_isSeenByTheNextRead() {
    bounded.create(KEY, Content.text("1"));
    assertThat(text(bounded)).isEqualTo("1");
    bounded.update(KEY, c -> Content.text("2"));
    assertThat(text(bounded)).isEqualTo("2");
    bounded.within(BOUND).put(KEY, Content.text("3"));
    assertThat(text(bounded)).isEqualTo("3");
    bounded.delete(KEY);
    assertThat(bounded.get(KEY)).isEmpty();
  }

  @Test
  void list_showsANewerVersion_isNotFollowedByAnOlderObject() {
    backend.set(KEY, "1");
    bounded.get(KEY);
    backend.set(KEY, "2");

    try (var listing = bounded.list(ListQuery.all())) {
      assertThat(listing.stream().map(ListEntry::name)).containsExactly(KEY);
    }

    assertThat(text(bounded)).isEqualTo("2");
  }

  @Test
  void update_functionSawANewerObject_isNotFollowedByAnOlderOne() {
    backend.set(KEY, "1");
    bounded.get(KEY);
    backend.set(KEY, "2");
    List<String> seen = new ArrayList<>();

    bounded.update(
        KEY,
        c -> {
          seen.add(text(bounded));
          return c;
        });

    assertThat(seen).containsExactly("2");
  }

  @Test
  void open_held_givesRangesFromMemory() throws IOException {
    backend.set(KEY, "0123456789");
    exact.get(KEY);

    for (ByteRange range :
        List.of(new ByteRange(2, 3), ByteRange.from(8), new ByteRange(20, 1), ByteRange.from(0))) {
      try (ObjectStream ours = exact.open(KEY, range).orElseThrow();
          ObjectStream theirs = store.open(KEY, range).orElseThrow()) {
        assertThat(ours.readAllBytes()).isEqualTo(theirs.readAllBytes());
        assertThat(ours.info()).isEqualTo(theirs.info());
      }
    }
    assertThat(backend.bodies).hasValue(1 + 4);
  }

  @Test
  void conditionalReads_answerAsTheStoreDoes() {
    Version first = backend.set(KEY, "1");
    exact.get(KEY);
    assertThat(exact.getIfMatches(KEY, first)).isPresent();
    assertThat(exact.getIfChanged(KEY, first)).isInstanceOf(Refreshed.Unchanged.class);
    Version second = backend.set(KEY, "2");

    assertThatThrownBy(() -> exact.getIfMatches(KEY, first)).isInstanceOf(ConflictException.class);
    assertThat(exact.getIfMatches(KEY, second)).isPresent();
    assertThat(exact.getIfChanged(KEY, first)).isInstanceOf(Refreshed.Changed.class);
    assertThat(exact.getIfChanged(KEY, second)).isInstanceOf(Refreshed.Unchanged.class);
    assertThat(backend.bodies).hasValue(3);
  }

  @Test
  void get_largerThanTheLimits_isNotHeld() {
    CachingStore small =
        CachingStore.over(store, CachePolicy.exact().withMaxObjectBytes(10).withMaxBytes(2_000));
    backend.set("large", "x".repeat(11));
    for (int i = 0; i < 20; i++) {
      backend.set("small" + i, "x");
      small.get("small" + i);
    }
    small.get("large");

    assertThat(small.stats().objects()).isBetween(1L, 4L);
    assertThat(small.stats().bytes()).isLessThanOrEqualTo(2_000);
    backend.bodies.set(0);
    small.get("large");
    assertThat(backend.bodies).hasValue(1);
  }

  @Test
  void get_secondLocationIsBehind_showsWhatIsHeldMarkedAlike() {
    Version first = backend.set(KEY, "1");
    backend.set(KEY, "2");
    exact.get(KEY);
    backend.freshness = new Freshness.PossiblyStale(Location.data("mem:second"));

    backend.back(KEY, "1", first);
    assertThat(text(exact)).isEqualTo("2");
    assertThat(exact.get(KEY).orElseThrow().freshness()).isEqualTo(backend.freshness);
    assertThat(exact.head(KEY).orElseThrow().freshness()).isEqualTo(backend.freshness);

    backend.freshness = Freshness.current();
    exact.get(KEY);
    backend.freshness = new Freshness.PossiblyStale(Location.data("mem:second"));
    backend.set(KEY, "3");
    assertThat(text(exact)).isEqualTo("3");
  }

  @Test
  void get_manyMissAtOnce_oneBringsTheBody() throws InterruptedException {
    backend.set(KEY, "1");
    Late late = new Late(() -> text(exact));
    List<Thread> others = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Thread other = new Thread(() -> text(exact));
      others.add(other);
      other.start();
      while (other.isAlive() && other.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
    }

    late.comes();
    for (Thread other : others) {
      other.join();
    }

    assertThat(backend.requests).hasValue(6);
    assertThat(backend.bodies).hasValue(1);
  }

  @Test
  void close_closesTheStoreAndShowsNothingMore() {
    backend.set(KEY, "1");
    bounded.get(KEY);
    ObjectStore hurried = bounded.within(BOUND);
    hurried.close();
    assertThat(text(bounded)).isEqualTo("1");

    bounded.close();

    assertThatThrownBy(() -> bounded.get(KEY)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> hurried.get(KEY)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> store.get(KEY)).isInstanceOf(IllegalStateException.class);
  }

  private static String text(ObjectStore from) {
    return new String(from.get(KEY).orElseThrow().asBytes(), StandardCharsets.UTF_8);
  }

  /** A read that saw its state, whose answer is held up. */
  private final class Late {
    private final CountDownLatch release = new CountDownLatch(1);
    private final Thread thread;

    Late(Runnable read) throws InterruptedException {
      CountDownLatch saw = new CountDownLatch(1);
      backend.afterRead =
          () -> {
            backend.afterRead = () -> {};
            saw.countDown();
            await();
          };
      thread = new Thread(read);
      thread.start();
      saw.await();
    }

    private void await() {
      try {
        release.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    void comes() throws InterruptedException {
      release.countDown();
      thread.join();
    }
  }

  /** Time that passes when the test says so. */
  private static final class Clock extends Ambient {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000); // overflows, as it may

    void pass(Duration time) {
      nanos.addAndGet(time.toNanos());
    }

    @Override
    public long nanoTime() {
      return nanos.get();
    }

    @Override
    public Instant now() {
      return Instant.EPOCH;
    }

    @Override
    public void sleep(Duration time) {
      pass(time);
    }

    @Override
    public RandomGenerator random() {
      return RandomGenerator.getDefault();
    }
  }
}
