package dev.etagere.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.UnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TurnsTest {
  private static final int WAITERS = 6;

  private final Turns turns = new Turns();

  @Test
  void take_severalWait_getItInTheOrderTheyCame() throws InterruptedException {
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    Turns.Turn held = turns.take("k", minute());
    for (int i = 0; i < WAITERS; i++) {
      int number = i;
      threads.add(
          waiter(
              () -> {
                Turns.Turn turn = turns.take("k", minute());
                order.add(number);
                turn.end();
              }));
    }

    held.end();
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(order).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(turns.size()).isZero();
  }

  @RepeatedTest(100) // barging is a matter of luck
  void take_againWhileAnotherWaits_doesNotBargeIn() throws InterruptedException {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    Turns.Turn held = turns.take("k", minute());
    Thread waiter =
        waiter(
            () -> {
              Turns.Turn turn = turns.take("k", minute());
              order.add("who waited");
              turn.end();
            });

    held.end();
    Turns.Turn again = turns.take("k", minute());
    order.add("who came again");
    again.end();
    waiter.join();

    assertThat(order).containsExactly("who waited", "who came again");
    assertThat(turns.size()).isZero();
  }

  @Test
  void take_anotherKey_doesNotWait() throws InterruptedException {
    Turns.Turn one = turns.take("a", minute());
    Turns.Turn other = turns.take("b", minute());

    assertThat(turns.size()).isEqualTo(2);
    other.end();
    one.end();
    assertThat(turns.size()).isZero();
  }

  @Test
  void take_deadlinePassesWhileAnotherHolds_isUnavailableAndLeavesNothing()
      throws InterruptedException {
    Turns.Turn held = turns.take("k", minute());
    Throwable[] thrown = new Throwable[1];
    Thread thread =
        new Thread(
            () -> {
              try {
                turns.take("k", Deadline.after(Duration.ofMillis(1), new FakeAmbient()));
              } catch (InterruptedException | RuntimeException e) {
                thrown[0] = e;
              }
            });
    thread.start();
    thread.join();

    assertThat(thrown[0])
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("'k'")
        .hasMessageContaining("changed nothing");
    assertThat(turns.size()).isEqualTo(1);
    held.end();
    assertThat(turns.size()).isZero();
    turns.take("k", minute()).end();
  }

  @Test
  void take_interruptedWhileWaiting_throwsAndLeavesNothing() throws InterruptedException {
    Turns.Turn held = turns.take("k", minute());
    boolean[] interrupted = new boolean[1];
    Thread thread =
        waiter(
            () -> {
              try {
                turns.take("k", minute());
              } catch (InterruptedException e) {
                interrupted[0] = true;
              }
            });

    thread.interrupt();
    thread.join();
    held.end();

    assertThat(interrupted[0]).isTrue();
    assertThat(turns.size()).isZero();
  }

  @Test
  void take_againByItsHolder_isRefusedAndStaysHeld() throws InterruptedException {
    Turns.Turn held = turns.take("k", minute());

    assertThatThrownBy(() -> turns.take("k", minute())).isInstanceOf(IllegalStateException.class);

    assertThat(turns.size()).isEqualTo(1);
    held.end();
    assertThat(turns.size()).isZero();
  }

  private interface Waiting {
    void run() throws InterruptedException;
  }

  /** Starts a thread and returns once it waits. */
  private static Thread waiter(Waiting action) {
    Thread thread =
        new Thread(
            () -> {
              try {
                action.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    thread.start();
    while (thread.isAlive() && thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    return thread;
  }

  private static Deadline minute() {
    return Deadline.after(Duration.ofMinutes(1), new FakeAmbient());
  }
}
