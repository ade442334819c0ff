package dev.etagere.benchmarks.figures;

import dev.etagere.benchmarks.harness.Bound;
import dev.etagere.benchmarks.harness.Compared;
import dev.etagere.benchmarks.harness.Figure;
import dev.etagere.benchmarks.harness.Line;
import dev.etagere.benchmarks.harness.Measure;
import dev.etagere.benchmarks.harness.Result;
import dev.etagere.benchmarks.harness.Rounds;
import dev.etagere.benchmarks.load.Client;
import dev.etagere.benchmarks.load.Sdk;
import dev.etagere.benchmarks.process.Server;
import java.util.List;
import java.util.Map;

/** Every key of many. */
public final class ListKeys implements Figure {
  private static final String PREFIX = "list/";
  private static final int MIB = 1 << 20;
  private static final double ALLOWED_MIB = 64;
  private static final List<String> JVM = List.of("-Xmx96m");

  /** A figure. */
  public ListKeys() {}

  @Override
  public String name() {
    return "list";
  }

  @Override
  public String about() {
    return "A million keys (10,000 in a quick run) listed from the first to the last, beside the raw"
        + " SDK's paginator; and how far the heap rises above idle meanwhile, garbage included, in a"
        + " JVM that has 96 MiB of it.";
  }

  @Override
  public Result run(Rounds rounds) throws Exception {
    int keys = rounds.choose(10_000, 1_000_000);
    try (Server server = Server.inMemory(0)) {
      server.fill(PREFIX, keys);
      try (Client ours = Client.start(server, JVM, "list", Names.OURS, PREFIX);
          Client raw = Client.start(server, JVM, "list", Sdk.APACHE, PREFIX)) {
        Compared compared =
            rounds.inTurn(Map.of(Names.OURS, ours, Sdk.APACHE, raw), rounds.choose(7, 3), 1, 1);
        for (String who : compared.names()) {
          if (compared.median(who, m -> m.get(Measure.OPERATIONS)) != keys) {
            throw new IllegalStateException(who + " did not list every key");
          }
        }
        double peak = compared.median(Names.OURS, m -> m.get("peak") / MIB);
        return Result.of(
            compared.line(
                "list-rate", "keys/s", Measure::rate, Names.OURS, Sdk.APACHE, Bound.atLeast(0.95)),
            Line.of("list-heap", "MiB", peak, ALLOWED_MIB, "allowed", Bound.atMost(1), "-"),
            compared.line(
                "list-cpu",
                "us",
                m -> m.perOperation(Measure.CPU) / 1_000,
                Names.OURS,
                Sdk.APACHE,
                Bound.none()));
      }
    }
  }
}
