package dev.etagere.cli.demo;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** What the demonstration shows: a line that moves while it runs, then a table. */
final class Picture {
  private static final int BAR = 24;

  private final PrintStream out;
  private final boolean moving;

  Picture(PrintStream out, boolean moving) {
    this.out = out;
    this.moving = moving;
  }

  void frame(Contest.Frame frame) {
    if (!moving) {
      return;
    }
    int filled = (int) Math.round(Math.min(1, frame.done()) * BAR);
    out.printf(
        Locale.ROOT,
        "\r  %-11s [%s%s] %,6d acknowledged   %,4d replies lost ",
        frame.name(),
        "#".repeat(filled),
        ".".repeat(BAR - filled),
        frame.acknowledged(),
        frame.repliesLost());
    out.flush();
  }

  void endOfLine() {
    if (moving) {
      out.println();
    }
  }

  void table(List<Result> results) {
    out.println();
    Table<Result> table = new Table<>(out, results);
    table.texts("", Result::name);
    table.numbers("increments acknowledged", Result::acknowledged);
    table.numbers("counters in the store", Result::counter);
    table.numbers("writes done, reply lost", Result::repliesLost);
    table.numbers("409 injected", Result::conflicts);
    table.numbers("503 injected", Result::refusals);
    table.numbers("outcomes resolved", Result::outcomesResolved);
    table.numbers("  of them by reading", Result::resolvedByReading);
    table.numbers("told not to be applied", Result::notApplied);
    out.println();
    for (Result result : results) {
      out.printf(Locale.ROOT, "  %-11s wrong count: %d%n", result.name(), result.wrongCount());
    }
  }
}
