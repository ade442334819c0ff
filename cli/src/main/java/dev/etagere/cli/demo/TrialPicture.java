package dev.etagere.cli.demo;

import dev.etagere.core.ObjectStore;
import dev.etagere.failover.BreakerState;
import dev.etagere.failover.LocationStatus;
import dev.etagere.failover.Router;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What a trial looks like: a line that moves for each phase, then a table of both. */
final class TrialPicture {
  private final PrintStream out;
  private final boolean moving;

  TrialPicture(PrintStream out, boolean moving) {
    this.out = out;
    this.moving = moving;
  }

  void introduce(Scene scene) {
    scene.introduction().forEach(out::println);
    out.flush();
  }

  /** How things are. */
  void frame(String phase, Ledger ledger, Scene scene, ObjectStore store) {
    if (moving) {
      out.print("\r" + line(phase, ledger, scene, store) + "\033[K");
      out.flush();
    }
  }

  /** How things were when the phase ended. */
  void endOf(String phase, Ledger ledger, Scene scene, ObjectStore store) {
    out.println((moving ? "\r" : "") + line(phase, ledger, scene, store));
    out.flush();
  }

  private static String line(String phase, Ledger ledger, Scene scene, ObjectStore store) {
    return String.format(
        Locale.ROOT,
        "  %-18s %,6d acknowledged  %,6d reads  %,3d unknown  %,3d stale  %s",
        phase,
        ledger.acknowledged(),
        ledger.reads(),
        ledger.unknown(),
        ledger.stale(),
        health(scene, store));
  }

  /** As one of the clients sees it. */
  private static String health(Scene scene, ObjectStore store) {
    StringBuilder text = new StringBuilder();
    List<LocationStatus> all = store.edge(Router.class).status().locations();
    for (int i = 0; i < all.size(); i++) {
      boolean up = all.get(i).breaker() == BreakerState.CLOSED;
      text.append(' ').append(scene.locations().get(i)).append(up ? " up " : " DOWN");
    }
    return text.toString();
  }

  void table(List<TrialResult> results) {
    out.println();
    Table<TrialResult> table = new Table<>(out, results);
    table.texts("", TrialResult::name);
    table.numbers("operations", TrialResult::operations);
    table.numbers("writes acknowledged", TrialResult::acknowledged);
    table.numbers("  of them lost", TrialResult::lost);
    table.numbers("reads", TrialResult::reads);
    table.numbers("  of them stale", TrialResult::stale);
    table.numbers("    and marked so", TrialResult::markedStale);
    table.numbers("increments nobody made", TrialResult::untold);
    table.numbers("outcomes unknown", TrialResult::unknown);
    table.texts("  applied, not applied", TrialPicture::resolved);
    table.numbers("refused: somebody was first", TrialResult::conflicts);
    table.numbers("refused: unavailable", TrialResult::unavailable);
    table.numbers("reads that failed", TrialResult::failedReads);
    table.texts("longest wait while all well", result -> waits(result.waits()));
    table.texts("  after the kill, p50 / max", result -> waits(result.pauses()));
    table.numbers("keys with one copy", TrialResult::oneCopy);
    table.numbers("  of them repaired", TrialResult::repaired);
    out.println();
    results.forEach(this::verdict);
  }

  private static String resolved(TrialResult result) {
    return result.unknownApplied() + ", " + (result.unknown() - result.unknownApplied());
  }

  private void verdict(TrialResult result) {
    String failure = result.failure() == null ? "" : "; " + result.failure();
    out.printf(
        Locale.ROOT,
        "  %-18s lost: %,d  stale reads: %,d%s%n",
        result.name(),
        result.lost(),
        result.stale(),
        failure);
    if (result.failedRead() != null) {
      out.println("    the first read that failed: " + result.failedRead());
    }
  }

  /** Of the longest of each writer. */
  private static String waits(List<Duration> sorted) {
    return String.format(
        Locale.ROOT,
        "%d / %d ms",
        sorted.get(sorted.size() / 2).toMillis(),
        sorted.get(sorted.size() - 1).toMillis());
  }
}
