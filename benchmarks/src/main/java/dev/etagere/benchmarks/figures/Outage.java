package dev.etagere.benchmarks.figures;

import dev.etagere.Etagere;
import dev.etagere.benchmarks.harness.Bound;
import dev.etagere.benchmarks.harness.Figure;
import dev.etagere.benchmarks.harness.Line;
import dev.etagere.benchmarks.harness.Medians;
import dev.etagere.benchmarks.harness.Result;
import dev.etagere.benchmarks.harness.Rounds;
import dev.etagere.benchmarks.process.Server;
import dev.etagere.core.Ambient;
import dev.etagere.core.Content;
import dev.etagere.core.ObjectStore;
import dev.etagere.failover.store.FailoverPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The first calls after the first of two locations fell silent. */
public final class Outage implements Figure {
  private static final int LATENCY_MILLIS = 20;
  private static final int WARM_UP = 200;
  private static final int SECONDS_CALLS = 5;

  /** A figure. */
  public Outage() {}

  @Override
  public String name() {
    return "outage";
  }

  @Override
  public String about() {
    return "Reads over two locations 20 ms away when the first falls silent (takes connections,"
        + " answers nothing). The call right after may take the attempt limit and a read of the"
        + " second location; the next ones a read of the second location, timed in the same round"
        + " through a store over it alone.";
  }

  @Override
  public Result run(Rounds rounds) throws Exception {
    Server.useCredentials();
    Duration limit =
        rounds.quick() ? Duration.ofMillis(500) : FailoverPolicy.defaults().attemptLimit();
    List<double[]> all = new ArrayList<>();
    try (Server first = Server.inMemory(LATENCY_MILLIS);
        Server second = Server.inMemory(LATENCY_MILLIS);
        ObjectStore alone = Etagere.open(second.location())) {
      alone.put("read", Content.of(new byte[1024]));
      try (ObjectStore other = Etagere.open(first.location())) {
        other.put("read", Content.of(new byte[1024]));
      }
      for (int i = 0; i < rounds.choose(40, WARM_UP); i++) {
        alone.get("read");
      }
      for (int i = 0; i < rounds.count(); i++) {
        try (ObjectStore both =
            Etagere.builder()
                .failover(FailoverPolicy.defaults().withAttemptLimit(limit))
                .open(first.location(), second.location())) {
          all.add(round(first, both, alone));
        }
      }
    }
    return result(all, (double) limit.toMillis());
  }

  /** The first call, the second ones, and the second location alone. */
  private static double[] round(Server first, ObjectStore both, ObjectStore alone)
      throws Exception {
    for (int i = 0; i < 5; i++) {
      both.get("read");
    }
    first.freeze();
    try {
      double next = millis(both);
      double[] later = new double[SECONDS_CALLS];
      double[] without = new double[SECONDS_CALLS];
      for (int i = 0; i < SECONDS_CALLS; i++) {
        later[i] = millis(both);
        without[i] = millis(alone);
      }
      return new double[] {next, Medians.median(later), Medians.median(without)};
    } finally {
      first.thaw();
    }
  }

  private static double millis(ObjectStore store) {
    long began = Ambient.system().nanoTime();
    if (store.get("read").isEmpty()) {
      throw new IllegalStateException("what was written was not there");
    }
    return (Ambient.system().nanoTime() - began) / 1e6;
  }

  private static Result result(List<double[]> rounds, double limit) {
    double next = median(rounds, 0);
    double later = median(rounds, 1);
    double alone = median(rounds, 2);
    double[] firsts = new double[rounds.size()];
    double[] seconds = new double[rounds.size()];
    for (int i = 0; i < firsts.length; i++) {
      double[] one = rounds.get(i);
      firsts[i] = one[0] / (limit + one[2]);
      seconds[i] = one[1] / one[2];
    }
    return Result.of(
        new Line(
            "outage-first-call",
            "ms",
            next,
            limit + alone,
            "attempt-limit+second",
            Medians.median(firsts),
            Bound.atMost(1.05),
            "2/1",
            null),
        new Line(
            "outage-second-call",
            "ms",
            later,
            alone,
            "second-alone",
            Medians.median(seconds),
            Bound.atMost(1.05),
            "1/1",
            null));
  }

  private static double median(List<double[]> rounds, int which) {
    return Medians.median(rounds.stream().mapToDouble(one -> one[which]).toArray());
  }
}
