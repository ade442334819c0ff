package dev.etagere.benchmarks.figures;

import dev.etagere.Etagere;
import dev.etagere.benchmarks.harness.Bound;
import dev.etagere.benchmarks.harness.Compared;
import dev.etagere.benchmarks.harness.Figure;
import dev.etagere.benchmarks.harness.Line;
import dev.etagere.benchmarks.harness.Measure;
import dev.etagere.benchmarks.harness.Picture;
import dev.etagere.benchmarks.harness.Result;
import dev.etagere.benchmarks.harness.Rounds;
import dev.etagere.benchmarks.harness.Side;
import dev.etagere.benchmarks.load.Sdk;
import dev.etagere.benchmarks.load.Threads;
import dev.etagere.benchmarks.process.Server;
import dev.etagere.benchmarks.report.Curves;
import dev.etagere.core.Content;
import dev.etagere.core.ObjectStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** What a call costs as there is more of something. */
public final class Growth implements Figure {
  private static final String PREFIX = "keys/";
  private static final long SEED = 20_261_128;
  private static final int MIB = 1 << 20;

  /** A figure. */
  public Growth() {}

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public String about() {
    return "How cost grows, ours beside the raw SDK on Apache 5, on a local server without latency:"
        + " reads of random keys among more and more of them; creates by more and more writers;"
        + " puts of larger and larger values. The lines give our time by the SDK's at the largest"
        + " (ours) and at the smallest (peer): where that grows, the knee is ours; where both curves"
        + " bend, it is the server's, the client's or the machine's.";
  }

  @Override
  public Result run(Rounds rounds) throws Exception {
    Server.useCredentials();
    List<Line> lines = new ArrayList<>();
    List<Picture> pictures = new ArrayList<>();
    try (Server server = Server.inMemory(0);
        ObjectStore ours = Etagere.open(server.location());
        S3Client raw = Sdk.sync(Sdk.APACHE, server.endpoint())) {
      new Curve("growth-writers", "Creates in a second", "writers at once")
          .measure(
              rounds,
              rounds.quick() ? List.of(1, 8, 64) : List.of(1, 2, 4, 8, 16, 32, 64),
              writers -> creating(ours, raw, server.bucket(), writers),
              Measure::rate,
              lines,
              pictures);
      new Curve("growth-values", "Puts, MiB in a second", "bytes of a value")
          .measure(
              rounds,
              List.of(1 << 10, 8 << 10, 64 << 10, 512 << 10, 4 << 20, 16 << 20),
              size -> putting(ours, raw, server.bucket(), size),
              m -> m.rate() * m.get("size") / MIB,
              lines,
              pictures);
      List<Integer> counts =
          rounds.quick()
              ? List.of(1_000, 10_000, 100_000)
              : List.of(1_000, 10_000, 100_000, MILLION);
      new Curve("growth-keys", "Reads of random keys in a second", "keys")
          .measure(
              rounds,
              counts,
              keys -> {
                server.fill(PREFIX, keys);
                return reading(ours, raw, server.bucket(), keys);
              },
              Measure::rate,
              lines,
              pictures);
    }
    return new Result(lines, pictures);
  }

  private static final int MILLION = 1_000_000;

  /** Both sides with so much of it. */
  private interface With {
    Map<String, Side> sides(int size) throws Exception;
  }

  /** One axis along which something grows. */
  private record Curve(String name, String title, String across) {
    void measure(
        Rounds rounds,
        List<Integer> sizes,
        With with,
        ToDoubleFunction<Measure> rate,
        List<Line> lines,
        List<Picture> pictures)
        throws Exception {
      Curves curves = new Curves(title + ", as " + across + " grow", across);
      List<Double> ratios = new ArrayList<>();
      for (int size : sizes) {
        Compared compared =
            rounds.inTurn(
                with.sides(size),
                rounds.choose(1, 3),
                rounds.choose(120, 1_000),
                rounds.choose(120, 1_000));
        for (String who : compared.names()) {
          curves.point(who, size, compared.median(who, rate));
        }
        ratios.add(compared.ratio(Sdk.APACHE, Names.OURS, rate));
      }
      lines.add(
          Line.of(
              name,
              "ours/sdk",
              ratios.get(ratios.size() - 1),
              ratios.get(0),
              "at-the-smallest",
              Bound.none(),
              "1/1"));
      pictures.add(curves.picture(name));
    }
  }

  private static Map<String, Side> creating(
      ObjectStore ours, S3Client raw, String bucket, int writers) {
    AtomicLong next = new AtomicLong();
    String prefix = "writers/" + writers + "/";
    return both(
        writers,
        1,
        thread -> ours.create(prefix + "e" + next.getAndIncrement(), Content.of("x")),
        thread ->
            raw.putObject(
                r -> r.bucket(bucket).key(prefix + "s" + next.getAndIncrement()).ifNoneMatch("*"),
                RequestBody.fromString("x")));
  }

  private static Map<String, Side> putting(
      ObjectStore ours, S3Client raw, String bucket, int size) {
    byte[] body = new byte[size];
    return both(
        1,
        size,
        thread -> ours.put("values/ours", Content.of(body)),
        thread ->
            raw.putObject(r -> r.bucket(bucket).key("values/raw"), RequestBody.fromBytes(body)));
  }

  private static Map<String, Side> reading(
      ObjectStore ours, S3Client raw, String bucket, int keys) {
    SplittableRandom random = new SplittableRandom(SEED);
    return both(
        1,
        1,
        thread -> required(ours.get(key(random.nextInt(keys))).isPresent()),
        thread -> raw.getObjectAsBytes(r -> r.bucket(bucket).key(key(random.nextInt(keys)))));
  }

  private static void required(boolean there) {
    if (!there) {
      throw new IllegalStateException("a key that was written was not there");
    }
  }

  private static String key(int number) {
    return PREFIX + String.format("%08d", number);
  }

  /** One call by one of several threads. */
  private interface Call {
    void call(int thread);
  }

  private static Map<String, Side> both(int threads, int size, Call ours, Call raw) {
    Map<String, Side> sides = new LinkedHashMap<>();
    sides.put(Names.OURS, side(threads, size, ours));
    sides.put(Sdk.APACHE, side(threads, size, raw));
    return sides;
  }

  private static Side side(int threads, int size, Call call) {
    return millis -> {
      try (Threads all = new Threads(threads)) {
        return all.round(
                millis,
                (thread, end) -> {
                  call.call(thread);
                  return true;
                })
            .with("size", size);
      }
    };
  }
}
