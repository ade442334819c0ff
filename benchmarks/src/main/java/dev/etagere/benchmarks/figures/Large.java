package dev.etagere.benchmarks.figures;

import dev.etagere.Etagere;
import dev.etagere.benchmarks.harness.Bound;
import dev.etagere.benchmarks.harness.Compared;
import dev.etagere.benchmarks.harness.Figure;
import dev.etagere.benchmarks.harness.Line;
import dev.etagere.benchmarks.harness.Measure;
import dev.etagere.benchmarks.harness.Result;
import dev.etagere.benchmarks.harness.Rounds;
import dev.etagere.benchmarks.load.Client;
import dev.etagere.benchmarks.process.ClassPath;
import dev.etagere.benchmarks.process.Server;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.Precondition;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** A large file, there and back. */
public final class Large implements Figure {
  private static final String CRT = "transfer-manager-crt";
  private static final String NETTY = "transfer-manager-netty";
  private static final List<String> PEERS = List.of(CRT, NETTY);
  private static final Bound BOUND = Bound.atLeast(0.95);
  private static final String BYTES = "bytes";
  private static final int MIB = 1 << 20;
  private static final List<String> JVM = List.of("-Xmx256m", "-cp", ClassPath.whole());

  /** A figure. */
  public Large() {}

  @Override
  public String name() {
    return "large";
  }

  @Override
  public String about() {
    return "A file of 1 GiB (64 MiB in a quick run) put and got back into a file by a client with"
        + " 256 MiB of heap, beside the SDK's transfer manager on the Common Runtime and on Netty."
        + " The server keeps its objects on the same disk.";
  }

  @Override
  public Result run(Rounds rounds) throws Exception {
    Path directory = Files.createTempDirectory(rounds.work(), "large");
    try (Server server = Server.onDisk(directory.resolve("server"))) {
      Server.useCredentials();
      Path file = file(directory, rounds.choose(64, 1024));
      try (ObjectStore store = Etagere.open(server.location())) {
        store.upload("large/file", file, Precondition.none());
      }
      List<Line> lines = new ArrayList<>();
      for (String operation : List.of("put", "get")) {
        lines(lines, measure(rounds, server, operation + ":" + file), operation);
      }
      return new Result(lines, List.of());
    } finally {
      delete(directory);
    }
  }

  private static void lines(List<Line> lines, Compared compared, String operation) {
    for (String peer : PEERS) {
      lines.add(
          compared.line(
              "large-" + operation,
              "MiB/s",
              m -> m.get(BYTES) / MIB / (m.get(Measure.NANOS) / 1e9),
              Names.OURS,
              peer,
              BOUND));
      lines.add(
          compared.line(
              "large-" + operation + "-cpu",
              "ms/MiB",
              m -> m.get(Measure.CPU) / 1e6 / (m.get(BYTES) / MIB),
              Names.OURS,
              peer,
              Bound.none()));
    }
  }

  private static Compared measure(Rounds rounds, Server server, String what) throws Exception {
    Map<String, Client> clients = new LinkedHashMap<>();
    try {
      clients.put(Names.OURS, Client.start(server, JVM, "large", Names.OURS, what));
      for (String peer : PEERS) {
        clients.put(peer, Client.start(server, JVM, "large", peer, what));
      }
      Client.awaitReady(clients.values());
      return rounds.inTurn(clients, rounds.choose(2, 5), 1, 1);
    } finally {
      for (Client client : clients.values()) {
        client.close();
      }
    }
  }

  private static Path file(Path directory, int mebibytes) throws IOException {
    Path file = directory.resolve("file");
    SplittableRandom random = new SplittableRandom(mebibytes);
    byte[] block = new byte[MIB];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < mebibytes; i++) {
        random.nextBytes(block);
        out.write(block);
      }
    }
    return file;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(one);
      }
    }
  }
}
