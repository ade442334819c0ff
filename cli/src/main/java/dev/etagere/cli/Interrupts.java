package dev.etagere.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets an interrupted command clean up: the process ends only when its thread has, or shortly after
 * (a read of standard input does not hear an interrupt).
 */
final class Interrupts {
  private static final long PATIENCE_MILLIS = 1_000;

  private final CountDownLatch finished = new CountDownLatch(1);

  private Interrupts() {}

  static Interrupts watch(Thread worker) {
    Interrupts interrupts = new Interrupts();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupts.end(worker)));
    return interrupts;
  }

  private void end(Thread worker) {
    if (finished.getCount() == 0) {
      return;
    }
    worker.interrupt();
    try {
      if (!finished.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        System.err.println(
            "etagere: interrupted; a write under way may or may not have been applied");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The command has ended by itself. */
  void finished() {
    finished.countDown();
  }
}
