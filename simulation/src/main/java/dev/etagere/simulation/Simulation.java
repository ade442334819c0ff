package dev.etagere.simulation;

import dev.etagere.core.Ambient;
import dev.etagere.quorum.Mutant;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The command: see {@code simulation/run --help}. */
public final class Simulation {
  private static final String HELP =
      """
      simulation/run [--seconds N] [--seed S] [--mutant NAME]   histories for N seconds (120)
      simulation/run --mutants [--seconds N]                    every mutant, N seconds (60) at most each
      simulation/run --explore [--seconds N] [--mutant NAME]    small worlds wholly, N seconds (600) at most each
      simulation/run --replay SEED [--mutant NAME]              one history, drawn
      Exit code: 0 without a violation (with --mutants: all were caught), 1 otherwise, 2 for bad usage.""";

  private static final int MOST_STATES = 20_000_000;

  private Simulation() {}

  /** Runs. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    Map<String, String> options = new TreeMap<>();
    for (int i = 0; i < args.length; i++) {
      boolean alone = i + 1 == args.length || args[i + 1].startsWith("--");
      options.put(args[i], alone ? "" : args[++i]);
    }
    try {
      if (options.containsKey("--help")) {
        System.out.println(HELP);
        return 0;
      }
      if (options.containsKey("--replay")) {
        return replay(number(options, "--replay", 0), mutant(options));
      }
      long seed = number(options, "--seed", Ambient.system().random().nextInt(1_000_000));
      if (options.containsKey("--explore")) {
        return explore(number(options, "--seconds", 600), mutant(options));
      }
      if (options.containsKey("--mutants")) {
        return mutants(seed, number(options, "--seconds", 60));
      }
      return histories(seed, number(options, "--seconds", 120), mutant(options));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n" + HELP);
      return 2;
    }
  }

  private static int histories(long seed, long seconds, @Nullable Mutant mutant) {
    Runner runner = new Runner(seed, mutant);
    Runner.Result result =
        runner.run(Duration.ofSeconds(seconds), Long.MAX_VALUE, mutant != null, processors());
    if (result.first() != null) {
      History bad = result.first();
      System.out.println(bad.fault());
      System.out.println(new Trace(true).draw(bad));
      String name = mutant == null ? "" : " --mutant " + mutant;
      System.out.println("see it all: simulation/run --replay " + bad.seed() + name);
    }
    System.out.println(result + " seed=" + seed);
    return result.violations() == 0 ? 0 : 1;
  }

  private static int mutants(long seed, long seconds) {
    int caught = 0;
    for (Mutant mutant : Mutant.values()) {
      Runner.Result result =
          new Runner(seed, mutant)
              .run(Duration.ofSeconds(seconds), Long.MAX_VALUE, true, processors());
      History bad = result.first();
      caught += bad == null ? 0 : 1;
      System.out.printf(
          Locale.ROOT,
          "%-32s %-8s after %,d histories%s%n",
          mutant,
          bad == null ? "MISSED" : "caught",
          result.histories(),
          bad == null ? "" : ": " + bad.fault() + " (--replay " + bad.seed() + ")");
    }
    int total = Mutant.values().length;
    System.out.println("caught=" + caught + "/" + total + " seed=" + seed);
    return caught == total ? 0 : 1;
  }

  private static int explore(long seconds, @Nullable Mutant mutant) {
    boolean good = true;
    long states = 0;
    for (Scope scope : Scope.ALL) {
      Explorer.Result result =
          new Explorer(scope, mutant).run(Duration.ofSeconds(seconds), MOST_STATES);
      System.out.printf(
          Locale.ROOT,
          "%-75s states=%,d steps=%,d %s%s%n",
          scope.name(),
          result.states(),
          result.steps(),
          result.complete() ? "complete" : "cut off",
          result.fault() == null ? "" : " " + result.fault());
      good &= result.fault() == null;
      states += result.states();
    }
    System.out.println("states=" + states + " violations=" + (good ? 0 : 1));
    return good ? 0 : 1;
  }

  private static int replay(long seed, @Nullable Mutant mutant) {
    Trace trace = new Trace(true);
    History history = new World(seed, mutant, trace).run();
    System.out.println(trace.draw(history));
    System.out.println(history.fault() == null ? "no violation" : history.fault());
    return history.fault() == null ? 0 : 1;
  }

  private static long number(Map<String, String> options, String name, long otherwise) {
    return options.containsKey(name) ? Long.parseLong(options.get(name)) : otherwise;
  }

  private static @Nullable Mutant mutant(Map<String, String> options) {
    String name = options.get("--mutant");
    return name == null ? null : Mutant.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }
}
