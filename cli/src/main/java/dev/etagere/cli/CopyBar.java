package dev.etagere.cli;

import dev.etagere.core.Ambient;
import dev.etagere.replication.Census;
import dev.etagere.replication.Outcome;
import dev.etagere.replication.Site;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/** How far a copy is, at what rate, and how long it will take: on standard error, if a terminal. */
final class CopyBar implements AutoCloseable {
  private static final int WIDTH = 79;
  private static final int BAR = 14;
  private static final int EVERY_MILLIS = 250;

  /** What an object costs beside its bytes: about as long as so many bytes take. */
  private static final long PER_OBJECT = 128 << 10;

  /** How much the last interval counts for the rate; the rest is what it was. */
  private static final double NEWEST = 0.05;

  private final Console console;
  private final Ambient ambient = Ambient.system();
  private final @Nullable Census census;
  private final @Nullable ProgressBar bar;
  private final AtomicLong objects = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong skippedBytes = new AtomicLong();
  private long lastNanos = ambient.nanoTime();
  private State last = new State(0, 0, 0);
  private double bytesPerSecond;
  private double objectsPerSecond;

  private CopyBar(Console console, @Nullable Census census) {
    this.console = console;
    this.census = census;
    this.bar =
        census == null
            ? null
            : new ProgressBarBuilder()
                .setTaskName("copy")
                .setInitialMax(-1)
                .setUpdateIntervalMillis(EVERY_MILLIS)
                .setRenderer((state, width) -> line())
                .setConsumer(new ConsoleProgressBarConsumer(console.err(), WIDTH))
                .build();
  }

  static CopyBar over(Console console, Site from) {
    return new CopyBar(console, console.errIsTerminal() ? Census.start(from) : null);
  }

  void ended(long size, Outcome outcome) {
    objects.incrementAndGet();
    if (outcome != Outcome.COPIED && outcome != Outcome.COPIED_OTHER_ETAG) {
      skippedBytes.addAndGet(size);
    }
  }

  void moved(long more) {
    bytes.addAndGet(more);
  }

  /** Prints a line that stays, above the bar. */
  synchronized void above(String text) {
    console.err().println((bar == null ? "" : "\r\033[K") + text);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
    if (census != null) {
      census.close();
    }
  }

  /** How far it is. */
  private record State(long objects, long copied, long skipped) {
    long weight() {
      return copied + skipped + objects * PER_OBJECT;
    }
  }

  private synchronized String line() {
    State now = new State(objects.get(), bytes.get(), skippedBytes.get());
    double seconds = (ambient.nanoTime() - lastNanos) / 1e9;
    if (seconds > 0) {
      double weight = bytesPerSecond == 0 && objectsPerSecond == 0 ? 1 : NEWEST;
      bytesPerSecond += weight * ((now.copied - last.copied) / seconds - bytesPerSecond);
      objectsPerSecond += weight * ((now.objects - last.objects) / seconds - objectsPerSecond);
      last = now;
      lastNanos = ambient.nanoTime();
    }
    Census counted = census;
    return counted == null
        ? ""
        : line(now, counted.objects(), counted.bytes(), counted.isComplete());
  }

  private String line(State now, long allObjects, long allBytes, boolean complete) {
    long all = allBytes + allObjects * PER_OBJECT;
    double part = complete && all > 0 ? Math.min(1, (double) now.weight() / all) : 0;
    double rate = bytesPerSecond + objectsPerSecond * PER_OBJECT;
    String left =
        !complete || rate < 1
            ? "counting"
            : time(Duration.ofSeconds((long) ((all - Math.min(all, now.weight())) / rate)))
                + " left";
    return text(
        part, now.objects, allObjects, now.copied, bytesPerSecond, complete ? left : "counting");
  }

  static String text(
      double part, long objects, long allObjects, long copied, double bytesPerSecond, String left) {
    int filled = (int) Math.round(part * BAR);
    return String.format(
        Locale.ROOT,
        "[%s%s] %3d%% %d/%d, %s, %s/s, %s",
        "=".repeat(filled),
        " ".repeat(BAR - filled),
        (int) (part * 100),
        objects,
        allObjects,
        amount(copied),
        amount((long) bytesPerSecond),
        left);
  }

  static String time(Duration time) {
    long seconds = time.toSeconds();
    if (seconds < 60) {
      return seconds + "s";
    }
    return seconds < 3_600
        ? String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60)
        : String.format(Locale.ROOT, "%dh%02dm", seconds / 3_600, seconds / 60 % 60);
  }

  static String amount(long bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    double amount = bytes;
    int unit = 0;
    while (amount >= 1_000 && unit < units.length - 1) {
      amount /= 1_024;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", amount, units[unit]);
  }
}
