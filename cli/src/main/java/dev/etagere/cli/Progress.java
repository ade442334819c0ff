package dev.etagere.cli;

import dev.etagere.core.TransferListener;
import java.io.InputStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import me.tongfei.progressbar.ProgressState;
import org.jspecify.annotations.Nullable;

/** A bar on standard error for a transfer that takes long, when that is a terminal. */
final class Progress implements TransferListener, AutoCloseable {
  private static final long WORTHWHILE = 16 << 20;
  private static final long MIB = 1 << 20;
  private static final int WIDTH = 79;

  private final @Nullable ProgressBar bar;

  private Progress(@Nullable ProgressBar bar) {
    this.bar = bar;
  }

  static boolean isWorthwhile(Console console, long size) {
    return console.errIsTerminal() && size > WORTHWHILE;
  }

  /** Shows nothing. */
  static Progress none() {
    return new Progress(null);
  }

  /**
   * Shows how far a transfer is, until it is closed.
   *
   * @param size in bytes; negative if it is not known
   */
  static Progress of(Console console, String name, long size) {
    return size < 0 ? unknown(console, name) : known(console, name, size);
  }

  private static Progress unknown(Console console, String name) {
    if (!console.errIsTerminal()) {
      return none();
    }
    return new Progress(
        bar(console, name, -1).setRenderer((state, width) -> sofar(name, state)).build());
  }

  private static Progress known(Console console, String name, long size) {
    return isWorthwhile(console, size) ? new Progress(bar(console, name, size).build()) : none();
  }

  private static String sofar(String name, ProgressState state) {
    long seconds = state.getElapsedAfterStart().toSeconds();
    return Failure.oneLine(name) + ": " + state.getCurrent() / MIB + " MiB, " + seconds + " s";
  }

  /** A stream that shows how far it was read, until it is closed. */
  static InputStream over(Console console, String name, long size, InputStream in) {
    return isWorthwhile(console, size) ? ProgressBar.wrap(in, bar(console, name, size)) : in;
  }

  @Override
  public void moved(long bytes) {
    if (bar != null) {
      bar.stepBy(bytes);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }

  private static ProgressBarBuilder bar(Console console, String name, long size) {
    String shown = Failure.oneLine(name);
    return new ProgressBarBuilder()
        .setTaskName(shown.length() <= 24 ? shown : "…" + shown.substring(shown.length() - 23))
        .setInitialMax(size)
        .setUnit(" MiB", MIB)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(200)
        .showSpeed()
        // A width of its own: asking the terminal would load a library for it.
        .setConsumer(new ConsoleProgressBarConsumer(console.err(), WIDTH));
  }
}
