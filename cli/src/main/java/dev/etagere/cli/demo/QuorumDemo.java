package dev.etagere.cli.demo;

import dev.etagere.core.Ambient;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/**
 * The same load on three locations, of which one at a time goes, and on two that merely fail over:
 * what of all that was acknowledged is there.
 */
public final class QuorumDemo {
  private final PrintStream out;
  private final TrialPicture picture;
  private final Duration time;
  private final Ambient ambient = Ambient.system();

  /**
   * A demonstration.
   *
   * @param out where the picture and the table go
   * @param moving whether {@code out} is a terminal
   * @param time of each phase
   */
  public QuorumDemo(PrintStream out, boolean moving, Duration time) {
    this.out = out;
    this.picture = new TrialPicture(out, moving);
    this.time = time;
  }

  /**
   * Runs both; takes some eleven times the time of a phase and some seconds. The result of the
   * three locations is the first.
   */
  public List<TrialResult> run() throws InterruptedException {
    out.println(
        TrialLoad.CLIENTS
            + " clients of "
            + (TrialLoad.writers() / TrialLoad.CLIENTS + 1)
            + " threads add to counters, create documents, change and read them.");
    out.println();
    TrialResult three;
    try (Scene scene = new ThreeLocations(time, ambient)) {
      three = new Trial(scene, picture, ambient).run();
    }
    out.println();
    TrialResult two;
    try (Scene scene = new TwoThatFailOver(time)) {
      two = new Trial(scene, picture, ambient).run();
    }
    picture.table(List.of(three, two));
    return List.of(three, two);
  }
}
