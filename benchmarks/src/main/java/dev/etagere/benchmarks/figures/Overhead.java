package dev.etagere.benchmarks.figures;

import dev.etagere.benchmarks.harness.Bound;
import dev.etagere.benchmarks.harness.Compared;
import dev.etagere.benchmarks.harness.Figure;
import dev.etagere.benchmarks.harness.Line;
import dev.etagere.benchmarks.harness.Measure;
import dev.etagere.benchmarks.harness.Result;
import dev.etagere.benchmarks.harness.Rounds;
import dev.etagere.benchmarks.harness.Side;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What our code costs above the SDK's. */
public final class Overhead implements Figure {
  private static final String PACKAGE = "dev.etagere.benchmarks.jmh.";
  private static final String RAW = "sdk";

  /** What is an operation to JMH. */
  private static final int CALLS = 2_000;

  private final String name;
  private final String about;
  private final String benchmark;
  private final List<String> operations;
  private final Bound bound;

  private Overhead(
      String name, String about, String benchmark, List<String> operations, Bound bound) {
    this.name = name;
    this.about = about;
    this.benchmark = benchmark;
    this.operations = operations;
    this.bound = bound;
  }

  /** Of the store over one location. */
  public static Overhead ofStore() {
    return new Overhead(
        "overhead",
        "One call of 4 KiB, the HTTP client a fake that answers in process, measured by JMH (each"
            + " round a fork, `-prof gc`): what the store costs beside the raw SDK with its own"
            + " defaults. CPU is that of the process but its compilers. Each call is one request.",
        "OneCall",
        List.of("get", "create", "replace"),
        Bound.atMost(1.05));
  }

  /** Of the SDK's client over two locations. */
  public static Overhead ofFailover() {
    return new Overhead(
        "overhead-failover",
        "The same for `FailoverS3Client` over two locations that are well, beside the SDK's client"
            + " for the first alone; each client has an `apiCallTimeout`.",
        "CallOverTwo",
        List.of("get", "put"),
        Bound.none());
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
    List<Line> lines = new ArrayList<>();
    for (String operation : operations) {
      Map<String, Side> sides = new LinkedHashMap<>();
      for (String who : List.of(Names.OURS, RAW)) {
        sides.put(who, millis -> fork(benchmark + "." + operation, who, rounds));
      }
      Compared compared = rounds.inTurn(sides, rounds.choose(1, 3), 0, 0);
      String line = name + "-" + operation;
      lines.add(
          compared.line(
              line + "-cpu", "us", m -> m.get(Measure.CPU) / 1_000, Names.OURS, RAW, bound));
      lines.add(
          compared.line(
              line + "-allocated", "bytes", m -> m.get(Measure.ALLOCATED), Names.OURS, RAW, bound));
    }
    return new Result(lines, List.of());
  }

  /**
   * By numbers of calls, not by time, so that who else is busy does not decide what is compiled;
   * the SDK's many layers take some 200,000 calls until all is.
   */
  private Measure fork(String call, String who, Rounds rounds) throws Exception {
    RunResult result =
        new Runner(
                new OptionsBuilder()
                    .include(PACKAGE + call.replace(".", "\\.") + "$")
                    .param("who", who)
                    .mode(Mode.SingleShotTime)
                    .forks(1)
                    .warmupIterations(1)
                    .warmupBatchSize(rounds.choose(bound.value() == null ? 2_000 : 50_000, 200_000))
                    .measurementIterations(rounds.choose(3, 10))
                    .measurementBatchSize(CALLS)
                    .jvmArgs("-Xmx256m", "-XX:-UseDynamicNumberOfCompilerThreads")
                    .addProfiler(GCProfiler.class)
                    .addProfiler(PACKAGE + "CpuProfiler")
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .runSingle();
    return Measure.of(Measure.OPERATIONS, 1)
        .with(Measure.CPU, of(result, "cpu.norm") / CALLS)
        .with(Measure.ALLOCATED, of(result, "gc.alloc.rate.norm") / CALLS);
  }

  private static double of(RunResult result, String name) {
    org.openjdk.jmh.results.Result<?> found = result.getSecondaryResults().get(name);
    if (found == null) {
      throw new IllegalStateException("JMH told no " + name);
    }
    return found.getScore();
  }
}
