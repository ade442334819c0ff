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
import dev.etagere.benchmarks.load.Node;
import dev.etagere.benchmarks.process.Server;
import dev.etagere.benchmarks.report.Bars;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One key that everybody updates. */
public final class Hot implements Figure {
  static final String NAIVE = "naive";
  private static final int THREADS = 64;
  private static final int LATENCY_MILLIS = 20;

  /** A figure. */
  public Hot() {}

  @Override
  public String name() {
    return "hot";
  }

  @Override
  public String about() {
    return "One counter, incremented by 64 threads of one process, the server 20 ms away: "
        + "`update`, beside the loop people write by hand (get, put on condition, again with a"
        + " jittered pause) and s3-store in such a loop. Our count must come out right, or there is"
        + " no figure. A process that sent each increment by itself would need two requests of 20"
        + " ms for each: 25/s.";
  }

  @Override
  public Result run(Rounds rounds) throws Exception {
    Node node = Node.install(rounds.home(), rounds.work());
    Map<String, Side> sides = new LinkedHashMap<>();
    List<Client> clients = new ArrayList<>();
    Compared compared;
    try (Server server = Server.inMemory(LATENCY_MILLIS)) {
      try {
        for (String name : List.of(Names.OURS, NAIVE)) {
          clients.add(
              Client.start(server, List.of("-Xmx256m"), "hot", name, Integer.toString(THREADS)));
          Client client = clients.get(clients.size() - 1);
          sides.put(name, name.equals(Names.OURS) ? new Checked(client) : client);
        }
        if (node.problem() == null) {
          clients.add(node.start(server, "hot", THREADS));
          sides.put(Node.NAME, clients.get(clients.size() - 1));
        }
        compared =
            rounds.inTurn(
                sides,
                rounds.choose(2, 5),
                rounds.choose(1_000, 5_000),
                rounds.choose(1_000, 5_000));
      } finally {
        for (Client client : clients) {
          client.close();
        }
      }
    }
    return result(compared, node.problem());
  }

  /** Nothing may be lost, nor counted twice. */
  private static final class Checked implements Side {
    private final Client client;
    private double count;

    Checked(Client client) {
      this.client = client;
    }

    @Override
    public Measure round(long millis) throws Exception {
      Measure measure = client.round(millis);
      count += measure.get(Measure.OPERATIONS);
      if (measure.get("count") != count) {
        throw new IllegalStateException(
            "the count is " + measure.get("count") + " after " + count + " increments");
      }
      return measure;
    }
  }

  private Result result(Compared compared, @Nullable String problem) {
    Bound bound = Bound.atLeast(100);
    List<Line> lines = new ArrayList<>();
    lines.add(compared.line("hot-rate", "1/s", Measure::rate, Names.OURS, NAIVE, bound));
    lines.add(
        problem == null
            ? compared.line("hot-rate", "1/s", Measure::rate, Names.OURS, Node.NAME, bound)
            : Line.skipped("hot-rate", Node.NAME, bound, problem));
    Bars bars =
        new Bars("Increments of one key in a second, 64 threads, 20 ms away (more is better)");
    compared.names().forEach(name -> bars.bar(name, compared.median(name, Measure::rate)));
    return new Result(lines, List.of(bars.picture("hot")));
  }
}
