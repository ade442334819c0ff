package dev.etagere.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.ConflictException;
import dev.etagere.core.CorruptException;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.Refreshed;
import dev.etagere.core.TooLargeException;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.Version;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FullReadTest {
  private static final String KEY = "k";
  private static final String TEXT = "secret content";

  private final FakeAmbient ambient = new FakeAmbient();
  private final FakeBackend backend = new FakeBackend();
  private final StoreSettings settings = StoreSettings.defaults().withAmbient(ambient);
  private final ObjectStore store = Stores.over(backend, settings);

  @AfterEach
  void everyBodyWasClosed() {
    assertThat(backend.openBodies()).isZero();
  }

  @Test
  void get_brokenBodies_areReadAgainFromTheStart() {
    backend.set(KEY, TEXT);
    backend.nextBody(Bodies.breaksAfter(5));
    backend.nextBody(Bodies.breaksAfter(0));
    backend.nextBody(Bodies.endsAfter(TEXT.length() - 1));
    backend.nextBody(Bodies.goesOn());

    assertThat(store.get(KEY).orElseThrow().asString()).isEqualTo(TEXT);

    assertThat(backend.fetches()).isEqualTo(5);
    assertThat(ambient.slept()).hasSize(4);
  }

  @Test
  void get_everyBodyBreaks_isUnavailableAtTheDeadline() {
    backend.set(KEY, TEXT);
    backend.everyBody(Bodies.breaksAfter(3));

    assertThatThrownBy(() -> store.within(Duration.ofSeconds(3)).get(KEY))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("'k'")
        .hasCauseInstanceOf(IOException.class);
    Duration all = ambient.slept().stream().reduce(Duration.ZERO, Duration::plus);
    assertThat(all).isLessThanOrEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void get_flippedByte_isCorruptAndNeverShown() {
    Version version = backend.set(KEY, TEXT);
    backend.everyBody(Bodies.flipped(3));

    assertThatThrownBy(() -> store.get(KEY))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("'k'")
        .hasMessageContaining(version.toString())
        .hasMessageNotContaining("content");
  }

  @Test
  void get_objectWithoutStamp_isReadWithoutAChecksum() {
    backend.setForeign(KEY, new byte[] {1, 2, 3});

    assertThat(store.get(KEY).orElseThrow().asBytes()).containsExactly(1, 2, 3);
  }

  @Test
  void get_largerThanTheLimit_isTooLargeAndNamesOpen() {
    backend.set(KEY, new byte[11], 0);
    ObjectStore small = Stores.over(backend, settings.withMaxBytesInMemory(10));

    assertThatThrownBy(() -> small.get(KEY))
        .isInstanceOf(TooLargeException.class)
        .hasMessageContaining("open")
        .hasMessageContaining("11")
        .hasMessageContaining("10");
    backend.set(KEY, new byte[10], 0);
    assertThat(small.get(KEY)).isPresent();
  }

  @Test
  void get_interruptedBetweenTwoTries_isUnavailableAndKeepsTheFlag() {
    backend.set(KEY, TEXT);
    backend.everyBody(Bodies.breaksAfter(3));
    ambient.onSleep(Thread.currentThread()::interrupt);

    assertThatThrownBy(() -> store.get(KEY)).isInstanceOf(UnavailableException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void getIfMatches_changedWhileABrokenBodyIsReadAgain_isConflict() {
    Version version = backend.set(KEY, TEXT);
    backend.nextBody(
        in -> {
          backend.set(KEY, "another");
          return Bodies.breaksAfter(2).apply(in);
        });

    assertThatThrownBy(() -> store.getIfMatches(KEY, version))
        .isInstanceOf(ConflictException.class);
  }

  @Test
  void getIfChanged_eachCase_saysWhich() {
    Version first = backend.set(KEY, TEXT);

    assertThat(store.getIfChanged(KEY, first)).isEqualTo(new Refreshed.Unchanged(first));

    backend.becomeStale();
    assertThat(store.getIfChanged(KEY, first))
        .isInstanceOfSatisfying(
            Refreshed.Unchanged.class, u -> assertThat(u.freshness().possiblyStale()).isTrue());
    assertThat(store.get(KEY).orElseThrow().freshness().possiblyStale()).isTrue();
    backend.set(KEY, "another");
    assertThat(store.getIfChanged(KEY, first)).isInstanceOf(Refreshed.Changed.class);
    backend.remove(KEY);
    assertThat(store.getIfChanged(KEY, first)).isEqualTo(new Refreshed.Absent());
  }
}
