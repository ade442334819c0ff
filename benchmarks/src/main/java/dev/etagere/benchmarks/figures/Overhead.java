package dev.etagere.benchmarks.figures;

import static java.util.stream.Collectors.joining;

import dev.etagere.benchmarks.harness.Bound;
import dev.etagere.benchmarks.harness.Compared;
import dev.etagere.benchmarks.harness.Figure;
import dev.etagere.benchmarks.harness.Line;
import dev.etagere.benchmarks.harness.Measure;
import dev.etagere.benchmarks.harness.Result;
import dev.etagere.benchmarks.harness.Rounds;
import dev.etagere.benchmarks.process.ClassPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What our code costs above the SDK's. */
public final class Overhead implements Figure {
  private static final String PACKAGE = "dev.etagere.benchmarks.jmh.";
  private static final String RAW = "sdk";

  private static final List<String> SIDES = List.of(Names.OURS, RAW);

  /** What is an operation to JMH. */
  private static final int CALLS = 15_000;

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
        "One call of 4 KiB, the HTTP client a fake that answers in process, measured by JMH (both"
            + " sides and all operations in turn in a JVM, `-prof gc`): what the store costs beside"
            + " the raw SDK with its own defaults. CPU is that of the process but its compilers."
            + " Each call is one request.",
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
    if (rounds.quick() && bound.value() == null) {
      return Result.of(Line.skipped(name, "all", bound, "whole runs only: it has no bound"));
    }
    Map<String, List<Measure>> measured = new LinkedHashMap<>();
    SIDES.forEach(who -> measured.put(who, new ArrayList<>()));
    for (int i = 0; i < rounds.choose(1, 5); i++) {
      Iterator<IterationResult> iterations = fork(rounds).iterator();
      while (iterations.hasNext()) {
        round(iterations).forEach((who, m) -> measured.getOrDefault(who, List.of()).add(m));
      }
    }
    Compared compared = new Compared(measured);
    List<Line> lines = new ArrayList<>();
    for (String operation : operations) {
      lines.add(line(compared, operation, Measure.CPU, "us", 1_000));
      lines.add(line(compared, operation, Measure.ALLOCATED, "bytes", 1));
    }
    return new Result(lines, List.of());
  }

  private Line line(Compared compared, String operation, String what, String unit, double of) {
    return compared.line(
        name + "-" + operation + "-" + what,
        unit,
        m -> m.get(operation + what) / of,
        Names.OURS,
        RAW,
        bound);
  }

  /** Who does what in one round, in turn. */
  private List<Turn> turns() {
    return operations.stream()
        .flatMap(operation -> SIDES.stream().map(who -> new Turn(who, operation)))
        .toList();
  }

  private Map<String, Measure> round(Iterator<IterationResult> iterations) {
    Map<String, Measure> round = new HashMap<>();
    for (Turn turn : turns()) {
      IterationResult result = iterations.next();
      Measure measure =
          Measure.of(turn.operation() + Measure.CPU, of(result, "cpu.norm") / CALLS)
              .with(turn.operation() + Measure.ALLOCATED, of(result, "gc.alloc.rate.norm") / CALLS);
      round.merge(turn.who(), measure, Measure::with);
    }
    return round;
  }

  /**
   * By numbers of calls, not by time, so that who else is busy does not decide what is compiled;
   * the SDK's many layers take some 200,000 calls until all is.
   */
  private List<IterationResult> fork(Rounds rounds) throws Exception {
    int turns = turns().size();
    System.setProperty("java.class.path", ClassPath.ordinary()); // JMH asks this for a fork's
    RunResult result =
        new Runner(
                new OptionsBuilder()
                    .include((PACKAGE + benchmark).replace(".", "\\.") + "\\.call$")
                    .param("turns", turns().stream().map(Turn::name).collect(joining(",")))
                    .mode(Mode.SingleShotTime)
                    .forks(1)
                    .warmupIterations(turns)
                    .warmupBatchSize(rounds.choose(25_000, 100_000))
                    .measurementIterations(rounds.choose(2, 5) * turns)
                    .measurementBatchSize(CALLS)
                    .jvmArgs("-Xmx256m", "-XX:-UseDynamicNumberOfCompilerThreads")
                    .addProfiler(GCProfiler.class)
                    .addProfiler(PACKAGE + "CpuProfiler")
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .runSingle();
    return result.getBenchmarkResults().stream()
        .flatMap(r -> r.getIterationResults().stream())
        .toList();
  }

  private record Turn(String who, String operation) {
    String name() {
      return who + "." + operation;
    }
  }

  private static double of(IterationResult result, String name) {
    org.openjdk.jmh.results.Result<?> found = result.getSecondaryResults().get(name);
    if (found == null) {
      throw new IllegalStateException("JMH told no " + name);
    }
    return found.getScore();
  }
}
