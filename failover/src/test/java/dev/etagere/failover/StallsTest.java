package dev.etagere.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one body or call does to the timer must not keep the others waiting. */
@SuppressWarnings("FutureReturnValueIgnored")
@Timeout(30)
class StallsTest {
  @Test
  void breakOff_blocks_timersGoOn() throws InterruptedException {
    CountDownLatch blocked = new CountDownLatch(20);
    CountDownLatch release = new CountDownLatch(1);
    try {
      for (int i = 0; i < 20; i++) {
        Stalls.after(
            Duration.ofMillis(1),
            () ->
                Stalls.breakOff(
                    () -> {
                      blocked.countDown();
                      try {
                        release.await();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    }));
      }
      assertThat(blocked.await(20, TimeUnit.SECONDS)).as("all at once").isTrue();

      CountDownLatch later = new CountDownLatch(1);
      Stalls.after(Duration.ofMillis(1), () -> Stalls.breakOff(later::countDown));

      assertThat(later.await(20, TimeUnit.SECONDS)).isTrue();
    } finally {
      release.countDown();
    }
  }

  /** A program may keep the common pool busy, with the very calls that are to be ended. */
  @Test
  void breakOff_commonPoolIsBusy_runs() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    for (int i = 0; i < 3 * ForkJoinPool.getCommonPoolParallelism() + 3; i++) {
      ForkJoinPool.commonPool()
          .execute(
              () -> {
                try {
                  release.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
    }
    try {
      CountDownLatch ran = new CountDownLatch(1);
      AtomicBoolean daemon = new AtomicBoolean();
      Stalls.breakOff(
          () -> {
            daemon.set(Thread.currentThread().isDaemon());
            ran.countDown();
          });
      assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(daemon).isTrue();
    } finally {
      release.countDown();
    }
  }
}
