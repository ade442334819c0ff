package dev.etagere.cli;

import dev.etagere.cli.demo.Demo;
import dev.etagere.cli.demo.OutageDemo;
import dev.etagere.cli.demo.QuorumDemo;
import dev.etagere.cli.demo.Result;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Shows what the store is for. */
@Command(
    name = "demo",
    header = "Shows what is there after an outage of one of three locations, and of one of two.",
    description = {
      "",
      "Three local locations with latencies, and 16 threads that write and read; the home is killed,"
          + " comes back behind the others, the witness is frozen. Then the same load on two locations"
          + " that merely fail over, which loses updates. Every acknowledged write is looked for, each"
          + " read held against what was acknowledged before it. Uses no location; leaves nothing"
          + " behind. Exit code 1 if the three lost a write or gave a stale read.",
      "",
      "With --one: 16 writers race at one local location while replies are lost, through the store"
          + " and then through the loop one would write by hand. Exit code 1 if the store's count is"
          + " wrong.",
      "",
      "With --outage: two local locations replicate to each other while threads read and write"
          + " through the S3 client and the store over both; the first is frozen, then killed, then"
          + " comes back. Exit code 1 if a call fails, a write is lost, or a stale read does not say"
          + " so."
    },
    footer = {
      "  etagere demo",
      "  etagere demo --one --time 10s --seed 7",
      "  etagere demo --outage"
    })
final class DemoCommand implements Callable<Integer> {
  private static final Duration CONTEST = Duration.ofSeconds(5);
  private static final Duration PHASE = Duration.ofSeconds(3);
  private static final Duration ACT = Duration.ofMillis(1_500);

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  RootCommand root;

  @Option(names = "--quorum", description = "Show three locations beside two; the default.")
  boolean quorum;

  @Option(names = "--outage", description = "Show an outage of the first of two locations.")
  boolean outage;

  @Option(names = "--one", description = "Show a race at one location while replies are lost.")
  boolean one;

  @Option(
      names = "--time",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "How long each phase takes, 1.5s by default; with --outage 3s; with --one each of the two"
              + " contests, 5s.")
  @Nullable Duration time;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      description = "With --one: decides what goes wrong; 1 by default.")
  @Nullable Long seed;

  @Override
  public Integer call() throws InterruptedException {
    Console console = root.console();
    if ((quorum ? 1 : 0) + (outage ? 1 : 0) + (one ? 1 : 0) > 1) {
      throw CliException.usage("--quorum, --outage and --one exclude each other");
    }
    if (!one && seed != null) {
      throw CliException.usage("--seed goes with --one; nothing else here is drawn from it");
    }
    PrintStream out = new PrintStream(console.out(), false, StandardCharsets.UTF_8);
    boolean kept = outage ? outage(out) : one ? contests(out) : quorum(out);
    out.flush();
    return (kept ? ExitCode.OK : ExitCode.FAILURE).number();
  }

  private boolean quorum(PrintStream out) throws InterruptedException {
    Duration each = time == null ? ACT : time;
    return new QuorumDemo(out, root.console().outIsTerminal(), each).run().get(0).kept();
  }

  private boolean contests(PrintStream out) throws InterruptedException {
    Duration each = time == null ? CONTEST : time;
    List<Result> results =
        new Demo(out, root.console().outIsTerminal(), each, seed == null ? 1 : seed).run();
    return results.get(0).wrongCount() == 0;
  }

  private boolean outage(PrintStream out) throws InterruptedException {
    Duration phase = time == null ? PHASE : time;
    return new OutageDemo(out, root.console().outIsTerminal(), phase).run().kept();
  }
}
