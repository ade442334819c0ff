package dev.etagere.cli.demo;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** A table with a column for each of those that are compared. */
final class Table<T> {
  private final PrintStream out;
  private final List<T> columns;

  Table(PrintStream out, List<T> columns) {
    this.out = out;
    this.columns = columns;
  }

  void numbers(String name, ToLongFunction<T> number) {
    texts(name, one -> String.format(Locale.ROOT, "%,d", number.applyAsLong(one)));
  }

  void texts(String name, Function<T, String> text) {
    out.printf("  %-28s", name);
    columns.forEach(one -> out.printf(" %16s", text.apply(one)));
    out.println();
  }
}
