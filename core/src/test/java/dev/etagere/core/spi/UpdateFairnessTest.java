package dev.etagere.core.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.ConflictException;
import dev.etagere.core.Lineage;
import dev.etagere.core.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Processes that write one key 20 ms away, in a time that passes by events alone: what each gets of
 * it, and how much of the possible 50 writes a second all make.
 */
class UpdateFairnessTest {
  private static final long MILLI = 1_000_000L;
  private static final int SECONDS = 800;

  private final FakeAmbient ambient = new FakeAmbient(new Random(7));
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
  private final List<long[]> writes = new ArrayList<>();
  private long now;
  private long order;
  private long version;

  @ParameterizedTest
  @CsvSource({"2, 36, 0.8", "4, 42, 0.6", "8, 45, 0.45"})
  void everyProcess_getsItsShareOfFewSeconds_andTheKeyIsHardlyEverIdle(
      int processes, double writesPerSecond, double share) {
    for (int i = 0; i < processes; i++) {
      at(i * MILLI, new Writer(i)::read);
    }

    for (Event next = events.remove();
        next.at() < SECONDS * 1_000 * MILLI;
        next = events.remove()) {
      ambient.pass(Duration.ofNanos(next.at() - now));
      now = next.at();
      next.what().run();
    }

    assertThat((double) writes.size() / SECONDS).isGreaterThan(writesPerSecond);
    double[] least = leastShares(processes);
    assertThat(least[least.length / 10]).isGreaterThan(share);
  }

  /**
   * What the least served process got of a fair share, in each time of as many seconds as there are
   * processes; the least one first.
   */
  private double[] leastShares(int processes) {
    long[][] counts = new long[SECONDS / processes][processes];
    writes.forEach(w -> counts[(int) (w[0] / (processes * (1_000 * MILLI)))][(int) w[1]]++);
    return Arrays.stream(counts)
        .mapToDouble(
            c -> (double) Arrays.stream(c).min().orElse(0) * c.length / Arrays.stream(c).sum())
        .sorted()
        .toArray();
  }

  private void at(long nanos, Runnable what) {
    events.add(new Event(now + nanos, order++, what));
  }

  private record Event(long at, long order, Runnable what) {}

  /** Goes by its pace as a line of updates does that always has something to write. */
  private final class Writer {
    private final int number;
    private final UpdatePace pace = new UpdatePace(ambient);

    Writer(int number) {
      this.number = number;
    }

    void read() {
      at(pace.pause().toNanos(), () -> at(half(), () -> answered(version)));
    }

    private void answered(long seen) {
      at(
          half(),
          () -> {
            pace.saw(named(seen));
            write(seen);
          });
    }

    private void write(long base) {
      long start = now;
      at(half(), () -> judged(base, start));
    }

    private void judged(long base, long start) {
      boolean won = version == base;
      if (won) {
        version++;
        writes.add(new long[] {now, number});
      }
      at(half(), () -> told(won, base + 1, start));
    }

    private void told(boolean won, long written, long start) {
      Duration took = Duration.ofNanos(now - start);
      if (won) {
        pace.won(named(written), took);
      } else {
        pace.lost(ConflictException.refused("key", "write"), took);
      }
      if (!won || pace.yields()) {
        read();
      } else {
        write(written);
      }
    }

    private Version named(long number) {
      return Version.of(Long.toString(number), Lineage.unknown());
    }

    /** Of a request's 20 ms and a little. */
    private long half() {
      return 10 * MILLI + ambient.random().nextLong(MILLI);
    }
  }
}
