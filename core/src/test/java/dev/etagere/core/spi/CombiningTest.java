package dev.etagere.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.Ambient;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.Revision;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.UnsupportedException;
import dev.etagere.core.Versioned;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Updates that meet: while one is being written others come. */
@Timeout(60)
class CombiningTest {
  private static final String KEY = "k";

  private final FakeBackend backend = new FakeBackend();
  private final ObjectStore store = Stores.over(backend, StoreSettings.defaults());
  private final CountDownLatch gate = new CountDownLatch(1);
  private final List<Caller> callers = new ArrayList<>();

  @AfterEach
  void endAll() throws InterruptedException {
    gate.countDown();
    for (Caller caller : callers) {
      caller.thread.join();
    }
  }

  @Test
  void update_severalComeWhileOneIsWritten_areOneWriteAndRunOnceOnTheirOwnThreads() {
    firstIsBeingWritten();
    List<Thread> ran = new CopyOnWriteArrayList<>();
    for (String letter : List.of("b", "c", "d")) {
      calls(
          c -> {
            ran.add(Thread.currentThread());
            return Content.of(text(c) + letter);
          });
    }

    results();

    assertThat(backend.text(KEY)).isEqualTo("-abcd");
    assertThat(backend.written()).hasSize(2);
    assertThat(backend.fetches()).isEqualTo(1);
    assertThat(ran)
        .containsExactly(callers.get(1).thread, callers.get(2).thread, callers.get(3).thread);
    assertThat(callers)
        .extracting(c -> text(c.result()))
        .containsExactly("-a", "-ab", "-abc", "-abcd");
  }

  @Test
  void update_othersCameAfterItInOneWrite_versionIsOneThatIsPast() {
    firstIsBeingWritten();
    calls(append("b"));
    calls(append("c"));

    results();

    assertThat(callers.get(2).now.get().version())
        .isEqualTo(store.head(KEY).orElseThrow().version());
    for (Caller earlier : callers.subList(0, 2)) {
      assertThatThrownBy(() -> store.replace(KEY, Content.of("blind"), earlier.now.get().version()))
          .isInstanceOf(ConflictException.class);
    }
  }

  @Test
  void update_functionThrows_failsItsCallerOnly() {
    firstIsBeingWritten();
    calls(append("b"));
    ArithmeticException own = new ArithmeticException("of the caller");
    Caller failing =
        calls(
            c -> {
              throw own;
            });
    calls(append("c"));

    results();

    assertThat(failing.thrown.get()).isSameAs(own);
    assertThat(backend.text(KEY)).isEqualTo("-abc");
    assertThat(backend.written()).hasSize(2);
  }

  @Test
  void update_combinedWriteMeetsAConflict_allRunAgainOnWhatIsThere() {
    firstIsBeingWritten();
    calls(append("b"));
    calls(append("c"));
    backend.beforeNextPut(() -> backend.set(KEY, "theirs:"));

    results();

    assertThat(backend.text(KEY)).isIn("theirs:bc", "theirs:cb");
  }

  @Test
  void update_combinedWriteUnknown_isSoForAllWhoChangedSomethingAndTheOthersLookAgain() {
    firstIsBeingWritten();
    Caller changing = calls(append("b"));
    Caller other = calls(append("c"));
    List<String> seen = new CopyOnWriteArrayList<>();
    Caller same =
        calls(
            c -> {
              seen.add(text(c));
              return c;
            });
    backend.beforeNextPut(
        () -> {
          throw new OutcomeUnknownException(KEY, "as the test wanted", null);
        });

    results();

    assertThat(changing.thrown.get()).isInstanceOf(OutcomeUnknownException.class);
    assertThat(other.thrown.get()).isInstanceOf(OutcomeUnknownException.class);
    assertThat(seen).containsExactly("-abc", "-a");
    assertThat(text(same.result())).isEqualTo("-a");
  }

  @Test
  void update_whatOneAskedForIsRefused_theOthersAreWritten() {
    firstIsBeingWritten();
    calls(append("b"));
    Caller refused = calls(c -> append("x").apply(c).withAcl("refused"));

    results();

    assertThat(refused.thrown.get()).isInstanceOf(UnsupportedException.class);
    assertThat(callers.get(1).thrown.get()).isNull();
    assertThat(backend.text(KEY)).isEqualTo("-ab");
  }

  @Test
  void update_givesUpBeforeItIsSent_isLeftOutAndThoseAfterItRunAgain() throws Exception {
    firstIsBeingWritten();
    calls(append("b"));
    Caller gone = calls(append("x"));
    calls(append("c"));

    gone.thread.interrupt();
    gone.thread.join();
    results();

    assertThat(gone.thrown.get())
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("changed nothing");
    assertThat(gone.interrupted).isTrue();
    assertThat(backend.text(KEY)).isIn("-abc", "-acb");
  }

  @Test
  void update_givesUpWhileACombinedWriteIsUnderWay_isUnknownAndTheWriteGoesOn() throws Exception {
    firstIsBeingWritten();
    calls(append("b"));
    Caller gone = calls(append("c"));
    CountDownLatch second = new CountDownLatch(1);
    CountDownLatch sent = new CountDownLatch(1);
    backend.beforeNextPut(
        () -> {
          sent.countDown();
          await(second);
        });
    gate.countDown();
    sent.await();

    callers.get(0).thread.join(); // what others send holds nobody up who is done
    gone.thread.interrupt();
    gone.thread.join();
    second.countDown();
    results();

    assertThat(gone.thrown.get()).isInstanceOf(OutcomeUnknownException.class);
    assertThat(callers.get(1).thrown.get()).isNull();
    assertThat(backend.text(KEY)).isEqualTo("-abc");
  }

  @Test
  void update_nothingToWriteOnWhatItsProcessWrote_looksWhetherItIsStillThere() {
    firstIsBeingWritten();
    List<String> seen = new CopyOnWriteArrayList<>();
    Caller same =
        calls(
            c -> {
              seen.add(text(c));
              return c;
            });
    Caller failing =
        calls(
            c -> {
              throw new ArithmeticException("at " + text(c));
            });
    backend.afterNextPut(() -> backend.set(KEY, "theirs"));

    results();

    assertThat(seen).containsExactly("-a", "theirs");
    assertThat(text(same.result())).isEqualTo("theirs");
    assertThat(failing.thrown.get()).hasMessage("at theirs");
  }

  @Test
  void update_slowFunction_holdsUpNobodyBeforeIt() throws Exception {
    firstIsBeingWritten();
    Caller before = calls(append("b"));
    CountDownLatch slow = new CountDownLatch(1);
    List<String> seen = new CopyOnWriteArrayList<>();
    Caller last =
        calls(
            c -> {
              seen.add(text(c));
              await(slow);
              return append("c").apply(c);
            });

    gate.countDown();
    before.thread.join();
    assertThat(backend.text(KEY)).isEqualTo("-ab");
    slow.countDown();
    results();

    assertThat(text(last.result())).isEqualTo("-abc");
    assertThat(seen).containsExactly("-ab");
  }

  @Test
  void update_givesUpWhileAFunctionRunsOnWhatItMade_thatRunsAgainWithoutIt() throws Exception {
    firstIsBeingWritten();
    Caller gone = calls(append("x"));
    CountDownLatch slow = new CountDownLatch(1);
    List<String> seen = new CopyOnWriteArrayList<>();
    calls(
        c -> {
          seen.add(text(c));
          await(slow);
          return append("b").apply(c);
        });

    gone.thread.interrupt();
    gone.thread.join();
    slow.countDown();
    results();

    assertThat(seen).containsExactly("-ax", "-a");
    assertThat(backend.text(KEY)).isEqualTo("-ab");
  }

  @Test
  void update_bodyThatIsNotInMemory_isReadByWhoComesNext() {
    firstIsBeingWritten();
    calls(c -> Content.stream(new ByteArrayInputStream("stream".getBytes(StandardCharsets.UTF_8))));
    calls(append("c"));

    results();

    assertThat(backend.text(KEY)).isEqualTo("streamc");
  }

  @Test
  void revise_amongUpdates_isAloneAndSeesTheObjectItself() {
    firstIsBeingWritten();
    calls(append("b"));
    List<Object> seen = new CopyOnWriteArrayList<>();
    Caller raw =
        starts(
            () -> {
              store.revise(
                  KEY,
                  current -> {
                    seen.add(current.version());
                    seen.add(store.head(KEY).orElseThrow().version());
                    return Content.of(current.asString() + "!");
                  });
              return null;
            });
    calls(append("c"));

    results();

    assertThat(raw.thrown.get()).isNull();
    assertThat(seen).hasSize(2);
    assertThat(seen.get(0)).isEqualTo(seen.get(1));
    assertThat(backend.text(KEY)).isEqualTo("-ab!c");
  }

  @Test
  void update_firstReadFails_failsItsCallerOnly() {
    Caller[] second = new Caller[1];
    backend.set(KEY, "-");
    backend.becomeStale();

    assertThatThrownBy(() -> store.update(KEY, append("a")))
        .isInstanceOf(UnavailableException.class);
    backend.becomeCurrent();
    second[0] = calls(append("b"));
    results();

    assertThat(backend.text(KEY)).isEqualTo("-b");
  }

  @Test
  void update_batchIsRefusedWhileAFunctionRuns_thoseToBeTriedAloneAreWokenWhenItHasRun()
      throws Exception {
    firstIsBeingWritten();
    Caller beside = calls(append("b"));
    Caller refused = calls(c -> append("x").apply(c).withAcl("refused"));
    CountDownLatch slow = new CountDownLatch(1);
    Caller last =
        calls(
            c -> {
              await(slow);
              return append("c").apply(c);
            });
    CountDownLatch again = new CountDownLatch(1);
    backend.beforeNextPut(again::countDown);

    gate.countDown();
    again.await();
    Thread.sleep(100); // for the refusal to be told: without it the test sees less
    slow.countDown();
    results();

    assertThat(refused.thrown.get()).isInstanceOf(UnsupportedException.class);
    assertThat(beside.thrown.get()).isNull();
    assertThat(last.thrown.get()).isNull();
    assertThat(backend.text(KEY)).isEqualTo("-abc");
  }

  @Test
  void update_noThreadIsToBeHad_eachIsWrittenByItself() {
    backend.set(KEY, "-");
    UpdateLine line =
        new UpdateLine(
            KEY,
            backend,
            StoreSettings.defaults(),
            work -> {
              throw new OutOfMemoryError("no thread, as the test wanted");
            });
    CountDownLatch sent = new CountDownLatch(1);
    backend.beforeNextPut(
        () -> {
          sent.countDown();
          await(gate);
        });
    callers.add(new Caller(() -> alongLine(line, "a")));
    await(sent);
    starts(() -> alongLine(line, "b"));
    starts(() -> alongLine(line, "c"));

    results();

    assertThat(callers).allSatisfy(c -> assertThat(c.thrown.get()).isNull());
    assertThat(backend.text(KEY)).isIn("-abc", "-acb");
    assertThat(backend.written()).hasSize(3);
  }

  private static Versioned<Content> alongLine(UpdateLine line, String letter) {
    Revision.OfContent revision = current -> Content.of(current.asString() + letter);
    line.run(revision, Deadline.after(Duration.ofSeconds(5), Ambient.system()));
    return null;
  }

  /** A caller whose write has been sent and is held up until {@link #results}. */
  private void firstIsBeingWritten() {
    backend.set(KEY, "-");
    CountDownLatch sent = new CountDownLatch(1);
    backend.beforeNextPut(
        () -> {
          sent.countDown();
          await(gate);
        });
    callers.add(new Caller(() -> store.update(KEY, append("a"))));
    await(sent);
  }

  private Caller calls(UnaryOperator<Content> change) {
    return starts(() -> store.update(KEY, change));
  }

  /** Starts a call and returns once it waits. */
  private Caller starts(java.util.function.Supplier<Versioned<Content>> call) {
    Caller caller = new Caller(call);
    callers.add(caller);
    while (caller.thread.isAlive()
        && caller.thread.getState() != Thread.State.TIMED_WAITING
        && caller.thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    return caller;
  }

  /** Lets the first write go, and waits for all. */
  private void results() {
    gate.countDown();
    for (Caller caller : callers) {
      try {
        caller.thread.join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static UnaryOperator<Content> append(String letter) {
    return c -> Content.of(text(c) + letter);
  }

  private static String text(Content content) {
    try {
      return new String(content.body().open().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Caller {
    final AtomicReference<Versioned<Content>> now = new AtomicReference<>();
    final AtomicReference<Throwable> thrown = new AtomicReference<>();
    final Thread thread;
    volatile boolean interrupted;

    Caller(java.util.function.Supplier<Versioned<Content>> call) {
      thread =
          new Thread(
              () -> {
                try {
                  now.set(call.get());
                } catch (RuntimeException e) {
                  thrown.set(e);
                }
                interrupted = Thread.currentThread().isInterrupted();
              });
      thread.start();
    }

    Content result() {
      return now.get().value();
    }
  }
}
