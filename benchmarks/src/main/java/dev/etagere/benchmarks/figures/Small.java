package dev.etagere.benchmarks.figures;

import dev.etagere.benchmarks.harness.Bound;
import dev.etagere.benchmarks.harness.Compared;
import dev.etagere.benchmarks.harness.Figure;
import dev.etagere.benchmarks.harness.Line;
import dev.etagere.benchmarks.harness.Measure;
import dev.etagere.benchmarks.harness.Picture;
import dev.etagere.benchmarks.harness.Result;
import dev.etagere.benchmarks.harness.Rounds;
import dev.etagere.benchmarks.harness.Side;
import dev.etagere.benchmarks.load.Client;
import dev.etagere.benchmarks.load.Node;
import dev.etagere.benchmarks.load.Sdk;
import dev.etagere.benchmarks.process.Server;
import dev.etagere.benchmarks.report.Bars;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Small objects, many at once. */
public final class Small implements Figure {
  private static final List<String> CLIENTS = List.of(Sdk.APACHE, Sdk.CRT, Sdk.JDK, Sdk.NETTY);
  private static final int AT_ONCE = 16;

  /** A figure. */
  public Small() {}

  @Override
  public String name() {
    return "small";
  }

  @Override
  public String about() {
    return "Creates and gets of 1 KiB, 16 at once, each client in a process of its own, all at one"
        + " local server in another. CPU is that of the client's whole process.";
  }

  @Override
  public Result run(Rounds rounds) throws Exception {
    Node node = Node.install(rounds.home(), rounds.work());
    List<Line> lines = new ArrayList<>();
    List<Picture> pictures = new ArrayList<>();
    Map<String, Client> clients = new LinkedHashMap<>();
    try (Server server = Server.inMemory(0)) {
      try {
        List<String> jvm = rounds.jvm("256m");
        clients.put(Names.OURS, Client.start(server, jvm, "small", Names.OURS, ""));
        for (String name : CLIENTS) {
          clients.put(name, Client.start(server, jvm, "small", name, ""));
        }
        if (node.problem() == null) {
          clients.put(Node.NAME, node.start(server, "small", AT_ONCE));
        }
        for (String operation : List.of("create", "get")) {
          Compared compared = measure(rounds, clients, operation);
          lines.addAll(lines(compared, operation, node));
          pictures.add(picture(compared, operation));
        }
      } finally {
        for (Client client : clients.values()) {
          client.close();
        }
      }
    }
    return new Result(lines, pictures);
  }

  private static Compared measure(Rounds rounds, Map<String, Client> clients, String operation)
      throws Exception {
    Map<String, Side> sides = new LinkedHashMap<>();
    clients.forEach((name, client) -> sides.put(name, client.doing(operation)));
    rounds.settle(sides);
    return rounds.inTurn(sides, rounds.count(), 0, rounds.choose(500, 3_000));
  }

  private static double cpu(Measure measure) {
    return measure.perOperation(Measure.CPU) / 1_000;
  }

  private static List<Line> lines(Compared compared, String operation, Node node) {
    List<Line> lines = new ArrayList<>();
    String cheapest = compared.least(CLIENTS, Small::cpu);
    for (String name : CLIENTS) {
      Bound bound = name.equals(cheapest) ? Bound.atMost(1.05) : Bound.none();
      lines.add(
          compared.line("small-" + operation + "-cpu", "us", Small::cpu, Names.OURS, name, bound));
    }
    for (String name : CLIENTS) {
      lines.add(
          compared.line(
              "small-" + operation + "-rate",
              "1/s",
              Measure::rate,
              Names.OURS,
              name,
              Bound.none()));
    }
    String problem = node.problem();
    String rate = "small-" + operation + "-rate";
    String cpu = "small-" + operation + "-cpu";
    if (problem != null) {
      lines.add(Line.skipped(rate, Node.NAME, Bound.atLeast(1.5), problem));
      lines.add(Line.skipped(cpu, Node.NAME, Bound.atMost(1), problem));
    } else {
      lines.add(
          compared.line(rate, "1/s", Measure::rate, Names.OURS, Node.NAME, Bound.atLeast(1.5)));
      lines.add(compared.line(cpu, "us", Small::cpu, Names.OURS, Node.NAME, Bound.atMost(1)));
    }
    return lines;
  }

  private static Picture picture(Compared compared, String operation) {
    Bars bars = new Bars("CPU of one " + operation + " of 1 KiB, 16 at once (µs, less is better)");
    compared.names().forEach(name -> bars.bar(name, compared.median(name, Small::cpu)));
    return bars.picture("small-" + operation);
  }
}
