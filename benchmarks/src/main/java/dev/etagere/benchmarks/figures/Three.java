package dev.etagere.benchmarks.figures;

import dev.etagere.Etagere;
import dev.etagere.benchmarks.harness.Bound;
import dev.etagere.benchmarks.harness.Compared;
import dev.etagere.benchmarks.harness.Figure;
import dev.etagere.benchmarks.harness.Line;
import dev.etagere.benchmarks.harness.Measure;
import dev.etagere.benchmarks.harness.Result;
import dev.etagere.benchmarks.harness.Rounds;
import dev.etagere.benchmarks.harness.Side;
import dev.etagere.benchmarks.load.Sdk;
import dev.etagere.benchmarks.process.Server;
import dev.etagere.core.Ambient;
import dev.etagere.core.Content;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.Version;
import dev.etagere.quorum.store.QuorumPolicy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * What an uncontended call takes over three locations, beside the requests it cannot do without.
 */
public final class Three implements Figure {
  private static final int NEAR_MILLIS = 5;
  private static final int FAR_MILLIS = 40;
  private static final int WITNESS_MILLIS = 15;
  private static final int WARM_UP = 60;
  private static final int COMPILED = 5_000;

  /** A figure. */
  public Three() {}

  @Override
  public String name() {
    return "three";
  }

  @Override
  public String about() {
    return "One client over three locations at 5 ms (its home), 40 ms and 15 ms (the witness), beside"
        + " the raw SDK's requests that the call cannot do without, timed in turn in the same run:"
        + " a linearizable read needs the slower answer of the two nearest; a write in a shared term"
        + " the home, then a majority; in a sticky term both at once. With two copies of each write"
        + " the second is 40 ms away.";
  }

  @Override
  public Result run(Rounds rounds) throws Exception {
    Server.useCredentials();
    try (Server near = Server.inMemory(0);
        Server far = Server.inMemory(0);
        Server witness = Server.inMemory(0)) {
      Location[] all = {near.location(), far.location(), witness.witness()};
      try (S3Client home = Sdk.sync(Sdk.APACHE, near.endpoint());
          S3Client second = Sdk.sync(Sdk.APACHE, far.endpoint());
          S3Client third = Sdk.sync(Sdk.APACHE, witness.endpoint())) {
        Map<String, Side> raw = new LinkedHashMap<>();
        raw.put("put-home", put(home, near.bucket()));
        raw.put("put-far", put(second, near.bucket()));
        raw.put("put-witness", put(third, near.bucket()));
        raw.put("get-home", get(home, near.bucket()));
        raw.put("get-witness", get(third, near.bucket()));
        // Many calls without latency, for the compilers.
        measure(rounds, raw, all, rounds.choose(100, COMPILED), 1);
        near.latency(NEAR_MILLIS);
        far.latency(FAR_MILLIS);
        witness.latency(WITNESS_MILLIS);
        return result(
            measure(rounds, raw, all, rounds.choose(15, WARM_UP), rounds.choose(10, 100)));
      }
    }
  }

  /** With new stores, which learn how far each location is. */
  private static Compared measure(
      Rounds rounds, Map<String, Side> raw, Location[] all, int warmUp, int count)
      throws Exception {
    QuorumPolicy shared = QuorumPolicy.defaults().withStickyAfter(0);
    QuorumPolicy fast = shared.withAcknowledge(QuorumPolicy.Acknowledge.FASTEST_MAJORITY);
    QuorumPolicy sticky = QuorumPolicy.defaults().withStickyAfter(4);
    try (ObjectStore two = Etagere.builder().quorum(shared).open(all);
        ObjectStore majority = Etagere.builder().quorum(fast).open(all);
        ObjectStore alone = Etagere.builder().quorum(sticky).open(all)) {
      two.put("read", Content.of("x"));
      Map<String, Side> sides = new LinkedHashMap<>(raw);
      sides.put("read", timed(() -> two.get("read")));
      sides.put("shared", timed(new Writing(two, "shared")));
      sides.put("majority", timed(new Writing(majority, "majority")));
      sides.put("sticky", timed(new Writing(alone, "sticky")));
      rounds.inTurn(sides, warmUp, 0, 0);
      return rounds.inTurn(sides, count, 0, 0);
    }
  }

  private static Result result(Compared c) {
    double home = time(c, "put-home");
    double far = time(c, "put-far");
    double witness = time(c, "put-witness");
    Bound bound = Bound.atMost(1.1);
    return new Result(
        List.of(
            line(
                "three-read",
                time(c, "read"),
                Math.max(time(c, "get-home"), time(c, "get-witness")),
                "get-home,get-witness",
                bound),
            line(
                "three-write-shared",
                time(c, "shared"),
                home + Math.max(far, witness),
                "put-home+put-both",
                bound),
            line(
                "three-write-majority",
                time(c, "majority"),
                home + Math.min(far, witness),
                "put-home+put-nearer",
                bound),
            line(
                "three-write-sticky",
                time(c, "sticky"),
                Math.max(home, far),
                "put-home,put-far",
                bound)),
        List.of());
  }

  private static Line line(String name, double ours, double peer, String who, Bound bound) {
    return Line.of(name, "ms", ours, peer, who, bound, "-");
  }

  private static double time(Compared compared, String name) {
    return compared.median(name, m -> m.get(Measure.NANOS)) / 1e6;
  }

  private static Side put(S3Client client, String bucket) {
    RequestBody body = RequestBody.fromString("x");
    return timed(() -> client.putObject(r -> r.bucket(bucket).key("raw"), body));
  }

  private static Side get(S3Client client, String bucket) {
    return timed(() -> client.getObjectAsBytes(r -> r.bucket(bucket).key("raw")));
  }

  private static Side timed(Runnable call) {
    return ignored -> {
      long began = Ambient.system().nanoTime();
      call.run();
      double took = Ambient.system().nanoTime() - began;
      return Measure.of(Measure.OPERATIONS, 1).with(Measure.NANOS, took);
    };
  }

  /** Each write on the one before. */
  private static final class Writing implements Runnable {
    private final ObjectStore store;
    private final String key;
    private @Nullable Version last;

    Writing(ObjectStore store, String key) {
      this.store = store;
      this.key = key;
    }

    @Override
    public void run() {
      Version before = last;
      last =
          before == null
              ? store.put(key, Content.of("x"))
              : store.replace(key, Content.of("x"), before);
    }
  }
}
