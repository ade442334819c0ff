package dev.etagere.replication;

import dev.etagere.core.Ambient;
import java.time.Duration;

/** For what depends on the clock of a server. */
final class Pauses {
  private Pauses() {}

  /** The times in listings are of whole seconds. */
  static void untilTheNextSecond() throws InterruptedException {
    Ambient.system().sleep(Duration.ofMillis(1_050));
  }
}
