package dev.etagere.quorum.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.Ambient;
import dev.etagere.core.Content;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.spi.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How locations become one store, and what is not taken for one. */
class FoundingTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Trio trio = new Trio();

  @AfterEach
  void close() {
    trio.close();
  }

  private ObjectStore open(Moody... locations) {
    return trio.open(Trio.QUICK, QuorumListener.NONE, LIMIT, locations);
  }

  private static Deadline soon() {
    return Deadline.after(LIMIT, Ambient.system());
  }

  private static Charter charter(Moody at) {
    return Charter.decode(
        Objects.requireNonNull(at.get(Charter.KEY, Charter.MAX_BYTES, soon())).bytes());
  }

  @Test
  void open_inAnyOrder_isTheSameStore() {
    open(trio.a, trio.b, trio.w).put("k", Content.of("1"));

    assertThat(open(trio.w, trio.b, trio.a).get("k")).isPresent();
    assertThat(charter(trio.a).agrees(charter(trio.w))).isTrue();
    assertThat(charter(trio.b).phase()).isEqualTo(Charter.Phase.FOUNDED);
  }

  @Test
  void open_oneDown_foundsNoStoreButOpensOne() {
    trio.b.mood = Moody.Mood.DOWN;
    assertThatThrownBy(() -> open(trio.a, trio.b, trio.w))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("every location has to be reached once")
        .hasMessageContaining("bbb");
    trio.b.mood = Moody.Mood.WELL;
    open(trio.a, trio.b, trio.w).put("k", Content.of("1"));

    trio.b.mood = Moody.Mood.DOWN;
    assertThat(open(trio.a, trio.b, trio.w).get("k")).isPresent();
    trio.a.mood = Moody.Mood.DOWN;
    assertThatThrownBy(() -> open(trio.a, trio.b, trio.w))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("too few");
  }

  @Test
  void open_oneTurnsUsAway_goesOnWithTheOthersButFoundsNothing() {
    trio.w.mood = Moody.Mood.FORBIDDEN;
    assertThatThrownBy(() -> open(trio.a, trio.b, trio.w))
        .isInstanceOf(UnavailableException.class)
        .hasStackTraceContaining("403 at");
    trio.w.mood = Moody.Mood.WELL;
    open(trio.a, trio.b, trio.w);

    trio.w.mood = Moody.Mood.FORBIDDEN;
    ObjectStore store = open(trio.a, trio.b, trio.w);
    store.put("k", Content.of("1"));
    assertThat(store.get("k")).isPresent();
  }

  @Test
  void open_emptiedLocation_isNeverTakenForANewOne() {
    open(trio.a, trio.b, trio.w);
    Moody empty = trio.memory(Location.data("mem:/?bucket=empty"));

    assertThatThrownBy(() -> open(trio.a, empty, trio.w))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holds nothing of store")
        .hasMessageContaining("empty");
  }

  @Test
  void open_wrongLocationThatWasDown_doesNotCountOnceItIsUp() {
    open(trio.a, trio.b, trio.w).put("k", Content.of("1"));
    Moody wrong = trio.memory(Location.data("mem:/?bucket=bbb"));
    wrong.mood = Moody.Mood.DOWN;
    ObjectStore store =
        trio.open(Trio.QUICK, QuorumListener.NONE, Duration.ofSeconds(1), trio.a, wrong, trio.w);
    wrong.mood = Moody.Mood.WELL;
    trio.a.mood = Moody.Mood.DOWN;

    // The empty location says 404, which would be "absent" together with nothing but itself.
    assertThatThrownBy(() -> store.get("k")).isInstanceOf(UnavailableException.class);
  }

  @Test
  void open_locationsOfTwoStores_isRefused() {
    open(trio.a, trio.b, trio.w);
    Moody b2 = trio.memory(Location.data("mem:/?bucket=bb2"));
    Moody a2 = trio.memory(Location.data("mem:/?bucket=aa2"));
    Moody w2 = trio.memory(Location.witness("mem:/?bucket=ww2"));
    open(a2, b2, w2);

    assertThatThrownBy(() -> open(trio.a, b2, trio.w))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("do not belong together");
    assertThatThrownBy(() -> open(trio.a, b2, w2)).hasMessageContaining("do not belong together");
  }

  @Test
  void open_copyOfALocation_isRefused() {
    open(trio.a, trio.b, trio.w);
    Moody copy = trio.memory(Location.data("mem:/?bucket=copy"));
    copy.put(
        Charter.KEY,
        Objects.requireNonNull(trio.a.get(Charter.KEY, Charter.MAX_BYTES, soon())).bytes(),
        null,
        soon());

    assertThatThrownBy(() -> open(trio.a, copy, trio.w)).hasMessageContaining("given twice");
  }

  @Test
  void open_somebodyElsesObject_isRefused() {
    trio.b.put(Charter.KEY, "hello".getBytes(StandardCharsets.UTF_8), null, soon());

    assertThatThrownBy(() -> open(trio.a, trio.b, trio.w))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bbb")
        .hasMessageContaining("another prefix");
  }

  @Test
  void open_foundingThatBrokeOff_isTakenUp() {
    trio.b.repliesToLose.set(1); // the reply to its charter
    ObjectStore store = open(trio.a, trio.b, trio.w);

    store.put("k", Content.of("1"));
    assertThat(charter(trio.a).phase()).isEqualTo(Charter.Phase.FOUNDED);
    assertThat(charter(trio.b).phase()).isEqualTo(Charter.Phase.FOUNDED);
  }

  @Test
  void open_manyAtOnce_foundOneStore() throws Exception {
    int many = 6;
    CyclicBarrier together = new CyclicBarrier(many);
    List<FutureTask<ObjectStore>> all = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      boolean swapped = i % 2 == 1;
      FutureTask<ObjectStore> task =
          new FutureTask<>(
              () -> {
                together.await();
                return swapped ? open(trio.b, trio.w, trio.a) : open(trio.a, trio.b, trio.w);
              });
      all.add(task);
      new Thread(task).start();
    }
    all.get(0).get().put("k", Content.of("1"));

    for (FutureTask<ObjectStore> each : all) {
      assertThat(each.get().get("k")).isPresent();
    }
  }
}
