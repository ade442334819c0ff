package dev.etagere.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.UnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ParallelTest {
  private static final int AT_ONCE = 3;

  private final ExecutorService pool = Executors.newCachedThreadPool();
  private final StoreSettings settings =
      StoreSettings.defaults().withTransfers(1, 5 << 20, AT_ONCE);

  private final Deadline later = Deadline.after(Duration.ofHours(1), settings.ambient());

  @AfterEach
  void stopThePool() {
    pool.shutdownNow();
  }

  @Test
  void run_manyTasks_neverMoreAtOnceThanAllowedAndAllRun() throws InterruptedException {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    try (Parallel parallel = new Parallel(settings.withExecutor(pool), later)) {
      for (int i = 0; i < 200; i++) {
        parallel.run(
            () -> {
              most.accumulateAndGet(now.incrementAndGet(), Math::max);
              LockSupport.parkNanos(10_000);
              now.decrementAndGet();
              done.incrementAndGet();
              return null;
            });
      }
      parallel.await();
    }

    assertThat(done).hasValue(200);
    assertThat(most.get()).isBetween(1, AT_ONCE);
  }

  @Test
  void awaitRoom_asManyUnderWayAsAllowed_waitsForOne() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger done = new AtomicInteger();
    try (Parallel parallel = new Parallel(settings, later)) {
      for (int i = 0; i < AT_ONCE; i++) {
        parallel.run(
            () -> {
              go.await();
              done.incrementAndGet();
              return null;
            });
      }
      assertThat(done).hasValue(0);
      go.countDown();
      parallel.awaitRoom();
      assertThat(done.get()).isPositive();
      parallel.await();
    }
    assertThat(done).hasValue(AT_ONCE);
  }

  @Test
  void run_oneFails_theRestIsCancelledAndOverWhenCloseReturns() throws InterruptedException {
    AtomicInteger started = new AtomicInteger();
    AtomicInteger interrupted = new AtomicInteger();
    AtomicInteger over = new AtomicInteger();
    CountDownLatch running = new CountDownLatch(AT_ONCE - 1);
    assertThatThrownBy(
            () -> {
              try (Parallel parallel = new Parallel(settings.withExecutor(pool), later)) {
                for (int i = 0; i < AT_ONCE - 1; i++) {
                  parallel.run(
                      () -> {
                        started.incrementAndGet();
                        running.countDown();
                        try {
                          new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                          interrupted.incrementAndGet();
                          slowly();
                        }
                        over.incrementAndGet();
                        return null;
                      });
                }
                running.await();
                parallel.run(
                    () -> {
                      throw new UnavailableException("k", "as the test wanted", null);
                    });
                parallel.await();
              }
            })
        .isInstanceOf(UnavailableException.class);

    assertThat(started).hasValue(AT_ONCE - 1);
    assertThat(interrupted).hasValue(AT_ONCE - 1);
    assertThat(over).hasValue(AT_ONCE - 1);
  }

  @Test
  void close_interruptedWhileItWaits_waitsOnAndKeepsTheFlag() throws InterruptedException {
    AtomicInteger over = new AtomicInteger();
    CountDownLatch running = new CountDownLatch(1);
    Parallel parallel = new Parallel(settings, later);
    parallel.run(
        () -> {
          running.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            slowly();
          }
          over.incrementAndGet();
          return null;
        });
    running.await();
    Thread.currentThread().interrupt();

    parallel.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(over).hasValue(1);
  }

  @Test
  void close_tasksNotStarted_neverStart() throws InterruptedException {
    ExecutorService one = Executors.newSingleThreadExecutor();
    AtomicInteger started = new AtomicInteger();
    CountDownLatch running = new CountDownLatch(1);
    try (Parallel parallel = new Parallel(settings.withExecutor(one), later)) {
      for (int i = 0; i < AT_ONCE; i++) {
        parallel.run(
            () -> {
              started.incrementAndGet();
              running.countDown();
              new CountDownLatch(1).await();
              return null;
            });
      }
      running.await();
    }

    one.shutdown();
    assertThat(one.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(started).hasValue(1);
  }

  @Test
  void await_errorOrCheckedException_isPassedOn() {
    try (Parallel parallel = new Parallel(settings, later)) {
      assertThatThrownBy(
              () -> {
                parallel.run(
                    () -> {
                      throw new StackOverflowError("as the test wanted");
                    });
                parallel.await();
              })
          .isInstanceOf(StackOverflowError.class);
      assertThatThrownBy(
              () -> {
                parallel.run(
                    () -> {
                      throw new IOException("as the test wanted");
                    });
                parallel.await();
              })
          .hasCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void await_executorThatRunsNothing_endsAtTheDeadline() throws InterruptedException {
    Deadline soon = Deadline.after(Duration.ofMillis(20), settings.ambient());
    try (Parallel parallel = new Parallel(settings.withExecutor(task -> {}), soon)) {
      parallel.run(() -> null);

      assertThatThrownBy(parallel::await)
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("20 ms")
          .hasMessageContaining("executor");
    }
  }

  @Test
  void awaitRoom_executorThatRunsNothing_endsAtTheDeadline() throws InterruptedException {
    Deadline soon = Deadline.after(Duration.ofMillis(20), settings.ambient());
    try (Parallel parallel = new Parallel(settings.withExecutor(task -> {}), 1, soon)) {
      parallel.run(() -> null);

      assertThatThrownBy(() -> parallel.run(() -> null)).isInstanceOf(UnavailableException.class);
    }
  }

  @Test
  void close_taskThatNeverEnds_returnsAllTheSame() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    AtomicBoolean over = new AtomicBoolean();
    Duration limit = Duration.ofMillis(20);
    try (Parallel parallel = new Parallel(settings.withExecutor(pool), AT_ONCE, later, limit)) {
      parallel.run(
          () -> {
            running.countDown();
            while (!over.get()) {
              LockSupport.parkNanos(100_000);
            }
            return null;
          });
      running.await();
    } finally {
      over.set(true);
    }
  }

  /** Long enough to be caught by who does not wait. */
  private static void slowly() {
    LockSupport.parkNanos(20_000_000);
  }
}
