package dev.etagere.cli.demo;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

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
    row("", results.stream().map(Result::name).toList());
    numbers("increments acknowledged", results, Result::acknowledged);
    numbers("counters in the store", results, Result::counter);
    numbers("writes done, reply lost", results, Result::repliesLost);
    numbers("409 injected", results, Result::conflicts);
    numbers("503 injected", results, Result::refusals);
    numbers("outcomes resolved", results, Result::outcomesResolved);
    numbers("  of them by reading", results, Result::resolvedByReading);
    numbers("told not to be applied", results, Result::notApplied);
    out.println();
    for (Result result : results) {
      out.printf(Locale.ROOT, "  %-11s wrong count: %d%n", result.name(), result.wrongCount());
    }
  }

  private void numbers(String name, List<Result> results, ToLongFunction<Result> number) {
    row(
        name,
        results.stream()
            .map(r -> String.format(Locale.ROOT, "%,d", number.applyAsLong(r)))
            .toList());
  }

  private void row(String name, List<String> cells) {
    out.printf("  %-26s", name);
    cells.forEach(cell -> out.printf("%14s", cell));
    out.println();
  }
}
