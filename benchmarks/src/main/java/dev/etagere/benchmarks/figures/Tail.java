package dev.etagere.benchmarks.figures;

import dev.etagere.Etagere;
import dev.etagere.benchmarks.harness.Bound;
import dev.etagere.benchmarks.harness.Compared;
import dev.etagere.benchmarks.harness.Figure;
import dev.etagere.benchmarks.harness.Line;
import dev.etagere.benchmarks.harness.Measure;
import dev.etagere.benchmarks.harness.Medians;
import dev.etagere.benchmarks.harness.Picture;
import dev.etagere.benchmarks.harness.Result;
import dev.etagere.benchmarks.harness.Rounds;
import dev.etagere.benchmarks.harness.Side;
import dev.etagere.benchmarks.load.Threads;
import dev.etagere.benchmarks.process.Server;
import dev.etagere.benchmarks.report.Bars;
import dev.etagere.core.Ambient;
import dev.etagere.core.Content;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.failover.store.FailoverPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Reads when a few answers are very late. */
public final class Tail implements Figure {
  private static final String HEDGED = "hedged";
  private static final String PLAIN = "no-hedging";
  private static final int LATENCY_MILLIS = 5;
  private static final int SLOW_MILLIS = 1_000;
  private static final double SLOW_SHARE = 0.01;
  private static final Duration HEDGE_AFTER = Duration.ofMillis(30);
  private static final int AT_ONCE = 8;
  private static final long SEED = 20_261_128;

  /** A figure. */
  public Tail() {}

  @Override
  public String name() {
    return "tail";
  }

  @Override
  public String about() {
    return "Reads over two locations 5 ms away, both of which answer one read in a hundred 1 s late,"
        + " 8 at once: with a hedge after 30 ms, and without. The time that 999 of 1,000 reads stay"
        + " below.";
  }

  @Override
  public Result run(Rounds rounds) throws Exception {
    Server.useCredentials();
    try (Server first = Server.inMemory(LATENCY_MILLIS);
        Server second = Server.inMemory(LATENCY_MILLIS)) {
      for (Server server : List.of(first, second)) {
        try (ObjectStore store = Etagere.open(server.location())) {
          store.put("read", Content.of(new byte[1024]));
        }
      }
      FailoverPolicy policy = FailoverPolicy.defaults();
      Location[] both = {first.location(), second.location()};
      try (ObjectStore hedged =
              Etagere.builder().failover(policy.withHedgeAfter(HEDGE_AFTER)).open(both);
          ObjectStore plain = Etagere.builder().failover(policy).open(both);
          Threads threads = new Threads(AT_ONCE)) {
        // Warm before anything is slow.
        threads.round(1_000, (thread, end) -> hedged.get("read").isPresent());
        threads.round(1_000, (thread, end) -> plain.get("read").isPresent());
        first.slow(SLOW_SHARE, SLOW_MILLIS, SEED);
        second.slow(SLOW_SHARE, SLOW_MILLIS, SEED + 1);
        return result(
            rounds.inTurn(
                Map.of(
                    HEDGED,
                    reading(hedged, threads, first, second),
                    PLAIN,
                    reading(plain, threads, first, second)),
                rounds.choose(1, 5),
                0,
                rounds.choose(2_500, 15_000)));
      }
    }
  }

  private static Side reading(ObjectStore store, Threads threads, Server first, Server second) {
    return millis -> {
      ConcurrentLinkedQueue<Long> took = new ConcurrentLinkedQueue<>();
      Ambient ambient = Ambient.system();
      long before = first.requests() + second.requests();
      Measure measure =
          threads.round(
              millis,
              (thread, end) -> {
                long began = ambient.nanoTime();
                boolean there = store.get("read").isPresent();
                took.add(ambient.nanoTime() - began);
                return there;
              });
      double[] all = took.stream().mapToDouble(nanos -> nanos / 1e6).toArray();
      return measure
          .with(Measure.REQUESTS, first.requests() + second.requests() - before)
          .with("p50", Medians.quantile(all, 0.5))
          .with("p99", Medians.quantile(all, 0.99))
          .with("p99.9", Medians.quantile(all, 0.999));
    };
  }

  private static Result result(Compared compared) {
    Line tail =
        compared.line("tail-p99.9", "ms", m -> m.get("p99.9"), HEDGED, PLAIN, Bound.atMost(0.1));
    Line middle = compared.line("tail-p50", "ms", m -> m.get("p50"), HEDGED, PLAIN, Bound.none());
    Bars bars = new Bars("Reads, 1 % of answers 1 s late (ms)");
    for (String quantile : List.of("p50", "p99", "p99.9")) {
      for (String who : List.of(HEDGED, PLAIN)) {
        bars.bar(who + " " + quantile, compared.median(who, m -> m.get(quantile)));
      }
    }
    Picture picture = bars.picture("tail");
    return new Result(List.of(tail, middle), List.of(picture));
  }
}
