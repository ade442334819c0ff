package dev.etagere.cli;

import dev.etagere.cli.demo.Demo;
import dev.etagere.cli.demo.OutageDemo;
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
    header = "Shows 16 writers race while replies are lost, or an outage of one of two locations.",
    description = {
      "",
      "Starts a local S3 over HTTP, lets the writers add through the store and then through the loop"
          + " one would write by hand, and compares what they believe with what is stored. Uses no"
          + " location; leaves nothing behind. Exit code 1 if the store's count is wrong.",
      "",
      "With --outage: two local locations replicate to each other while threads read and write"
          + " through the S3 client and the store over both; the first is frozen, then killed, then"
          + " comes back. Exit code 1 if a call fails, a write is lost, or a stale read does not say"
          + " so."
    },
    footer = {"  etagere demo", "  etagere demo --time 10s --seed 7", "  etagere demo --outage"})
final class DemoCommand implements Callable<Integer> {
  private static final Duration CONTEST = Duration.ofSeconds(5);
  private static final Duration PHASE = Duration.ofSeconds(3);

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  RootCommand root;

  @Option(names = "--outage", description = "Show an outage of the first of two locations.")
  boolean outage;

  @Option(
      names = "--time",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "How long each of the two contests takes, 5s by default; or each phase of the outage, 3s.")
  @Nullable Duration time;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      description = "Decides what goes wrong in the contests; 1 by default.")
  @Nullable Long seed;

  @Override
  public Integer call() throws InterruptedException {
    Console console = root.console();
    if (outage && seed != null) {
      throw CliException.usage("--seed is for the contests; leave it out with --outage");
    }
    PrintStream out = new PrintStream(console.out(), false, StandardCharsets.UTF_8);
    boolean kept = outage ? outage(out) : contests(out);
    out.flush();
    return (kept ? ExitCode.OK : ExitCode.FAILURE).number();
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
