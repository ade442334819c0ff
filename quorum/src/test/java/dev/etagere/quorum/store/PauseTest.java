package dev.etagere.quorum.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.Ambient;
import dev.etagere.core.Content;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.StoredObject;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Deadline;
import dev.etagere.failover.BreakerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a write waits for when a location falls silent: never for the attempt limit, which lies
 * beyond every deadline here.
 */
class PauseTest {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final QuorumPolicy PATIENT =
      Trio.QUICK.withLimits(DEADLINE.multipliedBy(2), Duration.ofMillis(60));

  private final Trio trio = new Trio();
  private final List<Integer> copies = Collections.synchronizedList(new ArrayList<>());
  private final List<String> breakers = Collections.synchronizedList(new ArrayList<>());
  private final QuorumListener listener =
      new QuorumListener() {
        @Override
        public void acknowledged(String key, Version version, int number) {
          copies.add(number);
        }

        @Override
        public void breaker(Location location, BreakerState from, BreakerState to) {
          breakers.add(location + " " + to);
        }
      };
  private final ObjectStore store = trio.open(PATIENT, listener, DEADLINE, trio.a, trio.b, trio.w);

  @AfterEach
  void close() {
    List.of(trio.a, trio.b, trio.w).forEach(each -> each.mood = Moody.Mood.WELL);
    trio.close();
  }

  private String text(String key) {
    return store.get(key).map(StoredObject::asString).orElse("-");
  }

  /** The listener may hear of it a moment after those who wait for it. */
  private void untilDown(Moody location) throws InterruptedException {
    Deadline deadline = Deadline.after(DEADLINE, Ambient.system());
    while (!breakers.contains(location.location() + " OPEN")) {
      assertThat(deadline.pause(Duration.ofMillis(5))).isTrue();
    }
  }

  private void put(String text) {
    store.put("k", Content.of(text));
  }

  @Test
  void put_homeFrozen_goesOnWithoutTheAttemptLimit() throws InterruptedException {
    put("1");
    trio.a.mood = Moody.Mood.SILENT;

    put("2");

    assertThat(copies).last().isEqualTo(1);
    assertThat(text("k")).isEqualTo("2");
    untilDown(trio.a);
  }

  @Test
  void put_secondFrozen_isAcknowledgedOnHomeAndWitnessOnceItIsDown() throws InterruptedException {
    put("1");
    trio.b.mood = Moody.Mood.SILENT;

    put("2");

    assertThat(copies).last().isEqualTo(1);
    untilDown(trio.b);
  }

  @Test
  void put_secondMerelySlow_waitsForItsCopy() {
    put("1");
    trio.b.mood = Moody.Mood.SLOW_TO_WRITE;

    put("2");

    assertThat(copies).last().isEqualTo(2);
    store.close(); // waits for what is under way
    assertThat(breakers).isEmpty();
  }

  @Test
  void put_secondSlowAndBusy_isNotDownWhileAnythingComesFromIt() {
    put("1");
    trio.b.mood = Moody.Mood.TOO_SLOW_TO_SAY_SO;

    put("2");

    assertThat(copies).last().isEqualTo(2);
    store.close();
    assertThat(breakers).isEmpty();
  }

  @Test
  void put_homeFrozenWhileTheOtherIsBackButNotTrusted_asksThatOne() {
    put("1");
    trio.a.mood = Moody.Mood.SILENT;
    put("2"); // b is home now, and a known to be down
    trio.a.mood = Moody.Mood.KNOWN_AS_DOWN; // it is back, and its breaker does not know

    trio.b.mood = Moody.Mood.SILENT;
    put("3");

    assertThat(text("k")).isEqualTo("3");
    assertThat(breakers).doesNotContain(trio.a.location() + " CLOSED");
  }

  @Test
  void put_threadsMoreThanALocationHasPlaces_allGoOn() throws Exception {
    store.put("k0", Content.of("1"));
    trio.a.mood = Moody.Mood.SILENT;
    List<FutureTask<Version>> puts = new ArrayList<>();
    for (int i = 0; i < 70; i++) { // a location takes 56 requests at once
      String key = "k" + i;
      puts.add(new FutureTask<>(() -> store.put(key, Content.of("2"))));
      new Thread(puts.get(i), "put-" + i).start();
    }

    for (FutureTask<Version> put : puts) {
      assertThat(put.get()).isNotNull();
    }
  }
}
