package dev.etagere.cli.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** What an outage looks like: a line that moves for each phase, then a table. */
final class OutagePicture {
  private final PrintStream out;
  private final boolean moving;

  OutagePicture(PrintStream out, boolean moving) {
    this.out = out;
    this.moving = moving;
  }

  /** How things are. */
  void frame(String phase, OutageScore score, OutageEvents events) {
    if (moving) {
      out.print("\r" + line(phase, score, events));
      out.flush();
    }
  }

  /** How things were when the phase ended. */
  void endOf(String phase, OutageScore score, OutageEvents events) {
    out.println((moving ? "\r" : "") + line(phase, score, events));
    out.flush();
  }

  private static String line(String phase, OutageScore score, OutageEvents events) {
    return String.format(
        Locale.ROOT,
        "  %-15s %,7d calls, %d failed   primary %,6d  secondary %,6d",
        phase,
        score.calls(),
        score.failures(),
        events.fromPrimary(),
        events.fromSecondary());
  }

  void table(OutageResult result) {
    out.println();
    row("calls made", result.calls(), "");
    row("failed", result.failed(), result.firstFailure() == null ? "" : result.firstFailure());
    Duration first = result.firstAnswer();
    row(
        "first answer, secondary",
        first == null ? "none" : millis(first),
        "after the freeze (calls wait " + millis(result.attemptLimit()) + ")");
    row(
        "second call",
        millis(result.longestSecond()),
        "at most, of " + result.secondCalls() + "; waited again: " + result.waitedAgain());
    row("failovers", result.failovers(), "calls that went on at the secondary");
    row("failbacks", result.failbacks(), "of the S3 client and of the store");
    row("reads marked stale", result.markedStale(), "really stale: " + result.reallyStale());
    row("stale, not marked", result.unmarkedStale(), "");
    row("writes acknowledged", result.written(), "looked for at both locations");
    row("lost", result.lost(), "");
    out.println();
    out.println(result.kept() ? "  every promise was kept" : "  A PROMISE WAS NOT KEPT");
  }

  private void row(String name, long number, String note) {
    row(name, String.format(Locale.ROOT, "%,d", number), note);
  }

  private void row(String name, String value, String note) {
    out.println(String.format(Locale.ROOT, "  %-24s %12s   %s", name, value, note).stripTrailing());
  }

  private static String millis(Duration time) {
    return time.toMillis() + " ms";
  }
}
