package dev.etagere.cli;

import java.io.InputStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import me.tongfei.progressbar.ProgressState;

/** Bars on standard error for what takes long, when that is a terminal. */
final class Progress {
  private static final long WORTHWHILE = 16 << 20;
  private static final long MIB = 1 << 20;
  private static final int WIDTH = 79;

  private Progress() {}

  static boolean isWorthwhile(Console console, long size) {
    return console.errIsTerminal() && size > WORTHWHILE;
  }

  /**
   * A stream that shows how far it was read, until it is closed.
   *
   * @param size in bytes; negative if it is not known
   */
  static InputStream over(Console console, String name, long size, InputStream in) {
    return ProgressBar.wrap(in, bar(console, name, size));
  }

  /**
   * Shows that something goes on, and for how long; how far it is, nobody tells.
   *
   * @return what ends it
   */
  static Runnable during(Console console, String name, long size) {
    ProgressBar bar =
        bar(console, name, size)
            .setUpdateIntervalMillis(1_000)
            .setRenderer((state, width) -> name + ": " + size / MIB + " MiB, " + seconds(state))
            .build();
    return bar::close;
  }

  private static String seconds(ProgressState state) {
    return state.getElapsedAfterStart().toSeconds() + " s";
  }

  private static ProgressBarBuilder bar(Console console, String name, long size) {
    return new ProgressBarBuilder()
        .setTaskName(name.length() <= 24 ? name : "…" + name.substring(name.length() - 23))
        .setInitialMax(size < 0 ? -1 : size)
        .setUnit(" MiB", MIB)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(200)
        .showSpeed()
        // A width of its own: asking the terminal would load a library for it.
        .setConsumer(new ConsoleProgressBarConsumer(console.err(), WIDTH));
  }
}
