package dev.etagere.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.AbsentException;
import dev.etagere.core.Codec;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.TypedStore;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.Version;
import dev.etagere.core.Versioned;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class UpdateLoopTest {
  private static final String KEY = "k";

  private final FakeAmbient ambient = new FakeAmbient();
  private final FakeBackend backend = new FakeBackend();
  private final ObjectStore store =
      Stores.over(backend, StoreSettings.defaults().withAmbient(ambient));

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7})
  void update_conflictsThenWins_functionSeesNewerContentEachTime(int conflicts) {
    backend.set(KEY, "0");
    for (int i = 1; i <= conflicts; i++) {
      String theirs = String.valueOf(i);
      backend.beforeNextPut(() -> backend.set(KEY, theirs));
    }
    List<String> seen = new ArrayList<>();

    Versioned<Content> now =
        store.update(
            KEY,
            before -> {
              seen.add(text(before));
              return Content.of(text(before) + " and mine");
            });

    assertThat(seen).hasSize(conflicts + 1);
    assertThat(seen).containsExactlyElementsOf(range(conflicts + 1));
    assertThat(backend.text(KEY)).isEqualTo(conflicts + " and mine");
    assertThat(text(now.value())).isEqualTo(conflicts + " and mine");
    assertThat(now.version()).isEqualTo(store.head(KEY).orElseThrow().version());
    assertThat(ambient.slept()).hasSize(conflicts);
  }

  @Test
  void update_readPossiblyStale_isUnavailableAndNeverCallsTheFunction() {
    backend.set(KEY, "old");
    backend.becomeStale();

    assertThatThrownBy(
            () ->
                store.update(
                    KEY,
                    c -> {
                      throw new AssertionError("decided on what may be the past");
                    }))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(KEY)
        .hasMessageContaining("mem:fake");
    assertThat(backend.text(KEY)).isEqualTo("old");
  }

  @Test
  void update_createdMeanwhile_goesOnFromThat() {
    backend.beforeNextPut(() -> backend.set(KEY, "theirs"));

    store.update(KEY, () -> Content.of("initial"), c -> Content.of(text(c) + "!"));

    assertThat(backend.text(KEY)).isEqualTo("theirs!");
  }

  @Test
  void update_deletedMeanwhile_startsAgainFromTheInitialValue() {
    backend.set(KEY, "there");
    backend.beforeNextPut(() -> backend.remove(KEY));

    store.update(KEY, () -> Content.of("initial"), c -> Content.of(text(c) + "!"));

    assertThat(backend.text(KEY)).isEqualTo("initial!");
  }

  @Test
  void update_losesUntilTheDeadline_isUnavailableAndChangedNothing() {
    AtomicInteger theirs = new AtomicInteger();
    backend.set(KEY, "start");
    backend.beforeEveryPut(() -> backend.set(KEY, "theirs " + theirs.incrementAndGet()));

    assertThatThrownBy(() -> store.within(Duration.ofSeconds(5)).update(KEY, c -> Content.of("m")))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("'k'")
        .hasMessageContaining("changed nothing")
        .hasCauseInstanceOf(ConflictException.class);

    assertThat(theirs.get()).isGreaterThan(5);
    assertThat(backend.text(KEY)).isEqualTo("theirs " + theirs);
    Duration all = ambient.slept().stream().reduce(Duration.ZERO, Duration::plus);
    assertThat(all).isLessThanOrEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void update_functionThatMeetsAConflictOfItsOwn_passesItOnAndRunsOnce() {
    backend.set(KEY, "1");
    backend.set("other", "taken");
    AtomicInteger runs = new AtomicInteger();

    assertThatThrownBy(
            () ->
                store.update(
                    KEY,
                    c -> {
                      runs.incrementAndGet();
                      store.create("other", c);
                      return Content.of("2");
                    }))
        .isInstanceOfSatisfying(
            ConflictException.class, e -> assertThat(e.key()).isEqualTo("other"));

    assertThat(runs).hasValue(1);
    assertThat(backend.text(KEY)).isEqualTo("1");
  }

  @Test
  void update_outcomeUnknown_isPassedOnAndNotTriedAgain() {
    backend.set(KEY, "1");
    backend.beforeNextPut(
        () -> {
          throw new OutcomeUnknownException(KEY, "as the test wanted", null);
        });

    assertThatThrownBy(() -> store.update(KEY, c -> Content.of("2")))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThat(ambient.slept()).isEmpty();
    assertThat(backend.text(KEY)).isEqualTo("1");
  }

  @Test
  void update_nullResult_isRefusedAndNothingWritten() {
    backend.set(KEY, "1");

    assertThatThrownBy(() -> store.update(KEY, c -> null))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("must not return null");
    assertThatThrownBy(() -> store.update("absent", () -> Content.of("1"), c -> null))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("must not return null");
    assertThatThrownBy(() -> store.update("absent", () -> null, c -> c))
        .isInstanceOf(NullPointerException.class);
    assertThat(backend.written()).isEmpty();
  }

  @Test
  void update_typedNullResult_isRefusedAndNothingWritten() {
    TypedStore<String> texts = store.typed(new NullableText());
    backend.set(KEY, "1");

    assertThatThrownBy(() -> texts.update(KEY, t -> null))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("must not return null");
    assertThatThrownBy(() -> texts.update("absent", () -> "1", t -> null))
        .isInstanceOf(NullPointerException.class);
    assertThat(backend.written()).isEmpty();
    assertThat(backend.text(KEY)).isEqualTo("1");
  }

  @Test
  void update_sameBytes_writesNothingUnlessAnythingBesideThemChanged() {
    Version before = backend.set(KEY, "1");

    Versioned<Content> same = store.update(KEY, c -> Content.text("1").as("text/plain"));
    assertThat(same.version()).isEqualTo(before);
    assertThat(backend.written()).isEmpty();

    store.update(KEY, c -> c.withMetadata("owner", "me"));
    store.update(KEY, c -> c.withAcl("public-read"));
    store.update(KEY, c -> c.withStorageClass("STANDARD_IA"));
    assertThat(backend.written()).hasSize(3);
    assertThat(backend.written().get(1).acl()).isEqualTo("public-read");
    assertThat(backend.written().get(2).storageClass()).isEqualTo("STANDARD_IA");
  }

  @Test
  void update_typedValueChangedInPlace_isWritten() {
    TypedStore<StringBuilder> texts = store.typed(new MutableText());
    backend.set(KEY, "1");

    texts.update(KEY, t -> t.append("2"));

    assertThat(backend.text(KEY)).isEqualTo("12");
  }

  @Test
  void update_absentWithoutInitial_isAbsent() {
    assertThatThrownBy(() -> store.update(KEY, c -> c))
        .isInstanceOf(AbsentException.class)
        .hasMessageContaining("initial");
  }

  @Test
  void revise_null_leavesAllAsItIs() {
    Version version = backend.set(KEY, "1");

    assertThat(store.revise(KEY, current -> null)).isEqualTo(version);
    assertThat(store.revise("absent", current -> null)).isNull();
    assertThat(backend.written()).isEmpty();
  }

  @Test
  void update_interruptedBetweenTwoTries_isUnavailableAndKeepsTheFlag() {
    backend.set(KEY, "1");
    backend.beforeEveryPut(() -> backend.set(KEY, "theirs"));
    Thread caller = Thread.currentThread();
    ambient.onSleep(caller::interrupt);

    assertThatThrownBy(() -> store.update(KEY, c -> Content.of("mine")))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("interrupted")
        .hasMessageContaining("changed nothing");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(backend.text(KEY)).isEqualTo("theirs");
    ambient.onSleep(() -> {});
    backend.beforeEveryPut(() -> {});
    store.update(KEY, c -> Content.of("again"));
    assertThat(backend.text(KEY)).isEqualTo("again");
  }

  @Test
  void update_sameKeyInsideTheFunction_isRefusedAndLeavesTheTurn() {
    backend.set(KEY, "1");

    assertThatThrownBy(() -> store.update(KEY, c -> store.update(KEY, d -> d).value()))
        .isInstanceOf(IllegalStateException.class);
    store.update(KEY, c -> store.update("other", () -> c, d -> d).value());
  }

  @Test
  void update_threadsOfOneStore_takeTurnsAndNeverConflict() throws InterruptedException {
    int threads = 8;
    int each = 50;
    backend.set(KEY, "0");
    List<Thread> all = new ArrayList<>();
    AtomicInteger runs = new AtomicInteger();
    for (int i = 0; i < threads; i++) {
      // Stores with other deadlines share the turns.
      ObjectStore own = i % 2 == 0 ? store : store.within(Duration.ofMinutes(1));
      Thread thread =
          new Thread(
              () -> {
                for (int n = 0; n < each; n++) {
                  own.update(
                      KEY,
                      c -> {
                        runs.incrementAndGet();
                        return Content.of(String.valueOf(Integer.parseInt(text(c)) + 1));
                      });
                }
              });
      all.add(thread);
      thread.start();
    }
    for (Thread thread : all) {
      thread.join();
    }

    assertThat(backend.text(KEY)).isEqualTo(String.valueOf(threads * each));
    assertThat(runs).hasValue(threads * each);
  }

  @Test
  void close_once_closesTheBackend() {
    ObjectStore hurried = store.within(Duration.ofSeconds(1));
    hurried.close();
    assertThat(backend.isClosed()).isFalse();

    store.close();

    assertThat(backend.isClosed()).isTrue();
    assertThatThrownBy(() -> hurried.update(KEY, c -> c)).isInstanceOf(IllegalStateException.class);
  }

  private static List<String> range(int count) {
    List<String> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      numbers.add(String.valueOf(i));
    }
    return numbers;
  }

  private static String text(Content content) {
    try {
      return new String(content.body().open().readAllBytes(), StandardCharsets.UTF_8);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** As many codecs do, it takes null for a value. */
  private static final class NullableText implements Codec<String> {
    @Override
    public String contentType() {
      return "text/plain";
    }

    @Override
    public byte[] encode(String value) {
      return String.valueOf(value).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String decode(byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private static final class MutableText implements Codec<StringBuilder> {
    @Override
    public String contentType() {
      return "text/plain";
    }

    @Override
    public byte[] encode(StringBuilder value) {
      return value.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public StringBuilder decode(byte[] bytes) {
      return new StringBuilder(new String(bytes, StandardCharsets.UTF_8));
    }
  }
}
