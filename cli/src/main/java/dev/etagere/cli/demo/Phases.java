package dev.etagere.cli.demo;

import dev.etagere.core.Ambient;
import dev.etagere.core.spi.Deadline;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The time of a demonstration, while others work: in phases, with a picture of some frames. */
final class Phases {
  private static final Duration FRAME = Duration.ofMillis(100);

  private final Ambient ambient;

  Phases(Ambient ambient) {
    this.ambient = ambient;
  }

  /** Lets a phase pass, or end early, and shows a frame from time to time. */
  void pass(Duration atMost, BooleanSupplier done, Runnable frame) throws InterruptedException {
    Deadline end = Deadline.after(atMost, ambient);
    while (!end.passed() && !done.getAsBoolean()) {
      frame.run();
      ambient.sleep(FRAME);
    }
  }
}
