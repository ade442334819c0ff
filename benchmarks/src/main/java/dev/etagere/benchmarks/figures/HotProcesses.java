package dev.etagere.benchmarks.figures;

import dev.etagere.benchmarks.harness.Bound;
import dev.etagere.benchmarks.harness.Compared;
import dev.etagere.benchmarks.harness.Figure;
import dev.etagere.benchmarks.harness.Line;
import dev.etagere.benchmarks.harness.Measure;
import dev.etagere.benchmarks.harness.Result;
import dev.etagere.benchmarks.harness.Rounds;
import dev.etagere.benchmarks.harness.Side;
import dev.etagere.benchmarks.load.Client;
import dev.etagere.benchmarks.process.Server;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** One key that several processes update. */
public final class HotProcesses implements Figure {
  private static final int PROCESSES = 4;
  private static final int THREADS = 4;
  private static final int LATENCY_MILLIS = 20;

  /** With the number of a process: how many increments it made. */
  private static final String SERVED = "served";

  /** A figure. */
  public HotProcesses() {}

  @Override
  public String name() {
    return "hot-processes";
  }

  @Override
  public String about() {
    return "One counter, incremented by four processes of four threads each, the server 20 ms away:"
        + " the total, and what the least served process got of a fair share (a quarter).";
  }

  @Override
  public Result run(Rounds rounds) throws Exception {
    try (Server server = Server.inMemory(LATENCY_MILLIS);
        Together ours = new Together(server, Names.OURS);
        Together naive = new Together(server, Hot.NAIVE)) {
      Compared compared =
          rounds.inTurn(
              Map.of(Names.OURS, ours, Hot.NAIVE, naive),
              rounds.choose(2, 5),
              rounds.choose(1_000, 3_000),
              rounds.choose(2_500, 10_000));
      double least = leastShare(compared.of(Names.OURS));
      double naives = leastShare(compared.of(Hot.NAIVE));
      return Result.of(
          compared.line(
              "hot-processes-rate", "1/s", Measure::rate, Names.OURS, Hot.NAIVE, Bound.atLeast(4)),
          Line.of("hot-processes-share", "of-fair", least, 1, "fair", Bound.atLeast(0.5), "-"),
          Line.of("hot-processes-share", "of-fair", least, naives, Hot.NAIVE, Bound.none(), "-"));
    }
  }

  /** Of all rounds together: a turn on the key is long beside one of them. */
  private static double leastShare(List<Measure> rounds) {
    double[] served =
        IntStream.range(0, PROCESSES)
            .mapToDouble(i -> rounds.stream().mapToDouble(m -> m.get(SERVED + i)).sum())
            .toArray();
    return Arrays.stream(served).min().orElse(0) * PROCESSES / Arrays.stream(served).sum();
  }

  /** Several processes at once. */
  private static final class Together implements Side, AutoCloseable {
    private final boolean exact;
    private final Server server;
    private final List<Client> clients = new ArrayList<>();
    private double count;

    Together(Server server, String who) throws Exception {
      this.server = server;
      // A lost reply makes the naive loop count twice; that is not what is measured here.
      this.exact = who.equals(Names.OURS);
      for (int i = 0; i < PROCESSES; i++) {
        clients.add(
            Client.start(server, List.of("-Xmx96m"), "hot", who, Integer.toString(THREADS)));
      }
      Client.awaitReady(clients);
    }

    @Override
    public Measure round(long millis) throws Exception {
      long before = server.requests();
      for (Client client : clients) {
        client.begin(millis);
      }
      List<Measure> all = new ArrayList<>();
      for (Client client : clients) {
        all.add(client.end());
      }
      double requests = server.requests() - (double) before;
      double sum = all.stream().mapToDouble(m -> m.get(Measure.OPERATIONS)).sum();
      check(sum, all.stream().mapToDouble(m -> m.get("count")).max().orElse(0));
      Measure measure =
          Measure.of(Measure.OPERATIONS, sum)
              .with(
                  Measure.NANOS,
                  all.stream().mapToDouble(m -> m.get(Measure.NANOS)).max().orElse(0))
              .with(Measure.REQUESTS, requests);
      for (int i = 0; i < PROCESSES; i++) {
        measure = measure.with(SERVED + i, all.get(i).get(Measure.OPERATIONS));
      }
      return measure;
    }

    private void check(double sum, double counted) {
      count += sum;
      if (exact && counted != count) {
        throw new IllegalStateException("the count is " + counted + " after " + count);
      }
    }

    @Override
    public void close() {
      for (Client client : clients) {
        client.close();
      }
    }
  }
}
