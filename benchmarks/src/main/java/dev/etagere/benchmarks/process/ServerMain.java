package dev.etagere.benchmarks.process;

import dev.etagere.core.Ambient;
import dev.etagere.local.Headers;
import dev.etagere.local.LocalEngine;
import dev.etagere.local.PutRequest;
import dev.etagere.local.server.LocalS3Server;
import dev.etagere.local.server.fault.Fault;
import dev.etagere.local.server.fault.Operation;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** A local S3 in a process of its own, which does as the lines of its standard input say. */
final class ServerMain {
  static final String BUCKET = "benchmarks";
  static final String ACCESS_KEY = "benchmarks";
  static final String SECRET_KEY = "no-secret-at-all";

  private final LocalEngine engine;
  private final LocalS3Server server;

  private ServerMain(LocalEngine engine, LocalS3Server server) {
    this.engine = engine;
    this.server = server;
  }

  /** Takes the region, the latency in milliseconds, and a directory if it is to be on disk. */
  public static void main(String[] arguments) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (LocalEngine engine =
            arguments.length > 2
                ? LocalEngine.onDisk(Path.of(arguments[2]), Ambient.system())
                : LocalEngine.inMemory(Ambient.system());
        LocalS3Server server =
            LocalS3Server.builder()
                .engine(engine)
                .region(arguments[0])
                .keys(ACCESS_KEY, SECRET_KEY)
                .start()) {
      engine.createBucket(BUCKET);
      server.setLatency(Duration.ofMillis(Long.parseLong(arguments[1])));
      ServerMain main = new ServerMain(engine, server);
      System.out.println(server.endpoint());
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.out.println(main.answer(line.split(" ", -1)));
      }
    }
  }

  private String answer(String[] words) throws IOException {
    switch (words[0]) {
      case "requests" -> {
        return Long.toString(server.faults().requests().total());
      }
      case "latency" -> server.setLatency(Duration.ofMillis(Long.parseLong(words[1])));
      case "slow" ->
          server
              .faults()
              .add(
                  Fault.latency(Duration.ofMillis(Long.parseLong(words[2])))
                      .afterEffect()
                      .on(Operation.GET)
                      .withProbability(Double.parseDouble(words[1]), Long.parseLong(words[3])));
      case "well" -> server.faults().clear();
      case "freeze" -> server.freeze();
      case "thaw" -> server.thaw();
      case "fill" -> fill(words[1], Integer.parseInt(words[2]));
      default -> throw new IllegalArgumentException("'" + words[0] + "' is not understood");
    }
    return "done";
  }

  /** Small objects, without a request for each. */
  private void fill(String prefix, int count) throws IOException {
    byte[] body = {'x'};
    for (int i = 0; i < count; i++) {
      engine.put(
          BUCKET,
          prefix + String.format("%08d", i),
          new ByteArrayInputStream(body),
          PutRequest.of(Headers.none()));
    }
  }
}
