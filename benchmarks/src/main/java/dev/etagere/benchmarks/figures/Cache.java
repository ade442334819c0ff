package dev.etagere.benchmarks.figures;

import dev.etagere.Etagere;
import dev.etagere.benchmarks.harness.Bound;
import dev.etagere.benchmarks.harness.Compared;
import dev.etagere.benchmarks.harness.Figure;
import dev.etagere.benchmarks.harness.Measure;
import dev.etagere.benchmarks.harness.Result;
import dev.etagere.benchmarks.harness.Rounds;
import dev.etagere.benchmarks.harness.Side;
import dev.etagere.benchmarks.load.Sdk;
import dev.etagere.benchmarks.load.Threads;
import dev.etagere.benchmarks.process.Relay;
import dev.etagere.benchmarks.process.Server;
import dev.etagere.cache.CachePolicy;
import dev.etagere.cache.CachingStore;
import dev.etagere.core.Content;
import dev.etagere.core.ObjectStore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.s3.S3Client;

/** The same key, read again and again. */
public final class Cache implements Figure {
  private static final int SIZE = 64 << 10;
  private static final String KEY = "cached";
  private static final String BYTES = "bytes";
  private static final String STALE = "etagere-stale-for-1-min";

  /** A figure. */
  public Cache() {}

  @Override
  public String name() {
    return "cache";
  }

  @Override
  public String about() {
    return "An unchanged object of 64 KiB, read again and again through a `CachingStore`, beside the"
        + " raw SDK's gets. Exact: each read is validated; what counts is the bytes of the answers on"
        + " the wire, heads included, counted by a relay before the server. Of bounded staleness:"
        + " no request; what counts is reads in a second, from one thread.";
  }

  @Override
  public Result run(Rounds rounds) throws Exception {
    Server.useCredentials();
    try (Server server = Server.inMemory(0);
        Relay relay = Relay.before(server.endpoint());
        ObjectStore plain = Etagere.open(server.location(relay.endpoint()));
        CachingStore exact = CachingStore.over(plain);
        CachingStore stale = CachingStore.over(plain, CachePolicy.staleFor(Duration.ofMinutes(1)));
        S3Client raw = Sdk.sync(Sdk.APACHE, relay.endpoint());
        Threads one = new Threads(1)) {
      plain.put(KEY, Content.of(new byte[SIZE]));
      Map<String, Side> sides = new LinkedHashMap<>();
      sides.put(
          Names.OURS, side(server, relay, one, () -> exact.get(KEY).orElseThrow().info().size()));
      sides.put(STALE, side(server, relay, one, () -> stale.get(KEY).orElseThrow().info().size()));
      sides.put(
          Sdk.APACHE,
          side(
              server,
              relay,
              one,
              () ->
                  raw.getObjectAsBytes(r -> r.bucket(server.bucket()).key(KEY))
                      .asByteArrayUnsafe()
                      .length));
      Compared compared =
          rounds.inTurn(
              sides, rounds.count(), rounds.choose(500, 3_000), rounds.choose(200, 1_000));
      return Result.of(
          compared.line(
              "cache-exact-bytes",
              "bytes",
              m -> m.perOperation(BYTES),
              Names.OURS,
              Sdk.APACHE,
              Bound.atMost(0.01)),
          compared.line(
              "cache-stale-rate", "1/s", Measure::rate, STALE, Sdk.APACHE, Bound.atLeast(100)),
          compared.line(
              "cache-exact-rate", "1/s", Measure::rate, Names.OURS, Sdk.APACHE, Bound.none()));
    }
  }

  /** Reads, and says how many bytes it got. */
  private interface Reading {
    long read();
  }

  private static Side side(Server server, Relay relay, Threads one, Reading reading) {
    return millis -> {
      long requests = server.requests();
      long bytes = relay.answered();
      Measure measure = one.round(millis, (thread, end) -> reading.read() == SIZE);
      return measure
          .with(Measure.REQUESTS, server.requests() - requests)
          .with(BYTES, relay.answered() - bytes);
    };
  }
}
