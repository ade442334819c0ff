package dev.etagere.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets an interrupted command clean up: the process ends only when its thread has, or shortly
 * after; and tells what is true of its write if the command does not get to it.
 */
final class Interrupts {
  private static final long PATIENCE_MILLIS = 1_000;

  private final CountDownLatch finished = new CountDownLatch(1);
  private final Deed deed;
  private final Console console;

  private Interrupts(Deed deed, Console console) {
    this.deed = deed;
    this.console = console;
  }

  static Interrupts watch(Thread worker, Deed deed, Console console) {
    Interrupts interrupts = new Interrupts(deed, console);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupts.end(worker)));
    return interrupts;
  }

  private void end(Thread worker) {
    if (finished.getCount() == 0) {
      return;
    }
    deed.interrupt();
    worker.interrupt();
    try {
      if (!finished.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        String truth = deed.truth(null);
        if (truth != null) {
          console.error(truth);
        }
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
