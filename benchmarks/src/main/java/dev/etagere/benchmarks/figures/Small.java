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
import dev.etagere.benchmarks.process.Ceph;
import dev.etagere.benchmarks.process.S3;
import dev.etagere.benchmarks.process.Server;
import dev.etagere.benchmarks.report.Bars;
import dev.etagere.benchmarks.report.Curves;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Small objects, many at once. */
public final class Small implements Figure {
  private static final int AT_ONCE = 16;

  private final String name;
  private final String about;
  private final List<String> peers;
  private final Opening opening;
  private final Function<Rounds, Optional<String>> missing;

  private Small(
      String name,
      String about,
      List<String> peers,
      Opening opening,
      Function<Rounds, Optional<String>> missing) {
    this.name = name;
    this.about = about;
    this.peers = peers;
    this.opening = opening;
    this.missing = missing;
  }

  /** Starts the server. */
  private interface Opening {
    S3 open() throws IOException;
  }

  /** At a local server. */
  public static Small atLocal() {
    return new Small(
        "small",
        "Creates and gets of 1 KiB, 16 at once, each client in a process of its own, all at one"
            + " local server in another. CPU is that of the client's whole process.",
        List.of(Sdk.APACHE, Sdk.CRT, Sdk.JDK, Sdk.NETTY),
        () -> Server.inMemory(0),
        rounds -> Optional.empty());
  }

  /** At Ceph's gateway. */
  public static Small atCeph() {
    return new Small(
        "small-ceph",
        "The same at a Ceph gateway on this machine, whose own work on the same cores decides the"
            + " rates: what a client costs is its CPU. The SDKs are told to send no checksums that"
            + " this Ceph does not know.",
        List.of(Sdk.APACHE, Sdk.CRT),
        Ceph::start,
        rounds ->
            rounds.quick() ? Optional.of("whole runs only: Ceph starts slowly") : Ceph.missing());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String about() {
    return about;
  }

  @Override
  public Result run(Rounds rounds) throws Exception {
    Optional<String> why = missing.apply(rounds);
    if (why.isPresent()) {
      return Result.of(Line.skipped(name, "all", Bound.none(), why.get()));
    }
    Node node = Node.install(rounds.home(), rounds.work());
    List<Line> lines = new ArrayList<>();
    List<Picture> pictures = new ArrayList<>();
    Map<String, Client> clients = new LinkedHashMap<>();
    try (S3 server = opening.open()) {
      try {
        start(clients, server, rounds.jvm("256m"), node);
        for (String operation : List.of("create", "get")) {
          Map<String, Side> sides = new LinkedHashMap<>();
          clients.forEach((who, client) -> sides.put(who, client.doing(operation)));
          Compared warmUp = rounds.settle(sides, operation.equals("create") ? 2 : 1);
          Compared compared = rounds.inTurn(sides, rounds.count(), 0, rounds.choose(300, 3_000));
          lines.addAll(lines(compared, name + "-" + operation, node));
          pictures.add(picture(compared, operation));
          if (operation.equals("create") && !rounds.quick()) {
            pictures.add(curves(warmUp));
          }
        }
      } finally {
        for (Client client : clients.values()) {
          client.close();
        }
      }
    }
    return new Result(lines, pictures);
  }

  private void start(Map<String, Client> clients, S3 server, List<String> jvm, Node node)
      throws IOException {
    clients.put(Names.OURS, Client.start(server, jvm, "small", Names.OURS, ""));
    for (String peer : peers) {
      clients.put(peer, Client.start(server, jvm, "small", peer, ""));
    }
    if (node.problem() == null) {
      clients.put(Node.NAME, node.start(server, "small", AT_ONCE));
    }
    Client.awaitReady(clients.values());
  }

  private static double cpu(Measure measure) {
    return measure.perOperation(Measure.CPU) / 1_000;
  }

  private List<Line> lines(Compared compared, String operation, Node node) {
    List<Line> lines = new ArrayList<>();
    String cheapest = compared.least(peers, Small::cpu);
    for (String peer : peers) {
      Bound bound = peer.equals(cheapest) ? Bound.atMost(1.05) : Bound.none();
      lines.add(cpuLine(compared, operation, peer, bound));
    }
    for (String peer : peers) {
      lines.add(rateLine(compared, operation, peer, Bound.none()));
    }
    String problem = node.problem();
    if (problem != null) {
      lines.add(Line.skipped(operation + "-rate", Node.NAME, Bound.atLeast(1.5), problem));
      lines.add(Line.skipped(operation + "-cpu", Node.NAME, Bound.atMost(1), problem));
    } else {
      lines.add(rateLine(compared, operation, Node.NAME, Bound.atLeast(1.5)));
      lines.add(cpuLine(compared, operation, Node.NAME, Bound.atMost(1)));
    }
    return lines;
  }

  private static Line cpuLine(Compared compared, String operation, String peer, Bound bound) {
    return compared.line(operation + "-cpu", "us", Small::cpu, Names.OURS, peer, bound);
  }

  private static Line rateLine(Compared compared, String operation, String peer, Bound bound) {
    return compared.line(operation + "-rate", "1/s", Measure::rate, Names.OURS, peer, bound);
  }

  private Picture curves(Compared warmUp) {
    Curves curves = new Curves("CPU of one create in a new process (µs)", "creates so far");
    for (String who : warmUp.names()) {
      double count = 0;
      for (Measure measure : warmUp.of(who)) {
        count += measure.get(Measure.OPERATIONS);
        curves.point(who, count, cpu(measure));
      }
    }
    return curves.picture(name + "-warm-up");
  }

  private Picture picture(Compared compared, String operation) {
    Bars bars = new Bars("CPU of one " + operation + " of 1 KiB, 16 at once (µs, less is better)");
    compared.names().forEach(name -> bars.bar(name, compared.median(name, Small::cpu)));
    return bars.picture(name + "-" + operation);
  }
}
