package dev.etagere.cli;

import dev.etagere.cli.demo.Demo;
import dev.etagere.cli.demo.Result;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Shows what the store is for. */
@Command(
    name = "demo",
    header = "Shows 16 writers race on shared counters while replies are lost.",
    description = {
      "",
      "Starts a local S3 over HTTP, lets the writers add through the store and then through the loop"
          + " one would write by hand, and compares what they believe with what is stored. Uses no"
          + " location; leaves nothing behind. Exit code 1 if the store's count is wrong."
    },
    footer = {"  etagere demo", "  etagere demo --time 10s --seed 7"})
final class DemoCommand implements Callable<Integer> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  RootCommand root;

  @Option(
      names = "--time",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "How long each of the two contests takes; 5s by default.")
  Duration time = Duration.ofSeconds(5);

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      description = "Decides what goes wrong; 1 by default.")
  long seed = 1;

  @Override
  public Integer call() throws InterruptedException {
    Console console = root.console();
    PrintStream out = new PrintStream(console.out(), false, StandardCharsets.UTF_8);
    List<Result> results = new Demo(out, console.outIsTerminal(), time, seed).run();
    out.flush();
    return results.get(0).wrongCount() == 0 ? ExitCode.OK.number() : ExitCode.FAILURE.number();
  }
}
