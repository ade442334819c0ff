package dev.etagere.cli;

import dev.etagere.replication.ReplicationSetup;
import dev.etagere.replication.SetupOptions;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Sets two buckets up to replicate to each other. */
@Command(
    name = "setup",
    header = "Makes two locations replicate to each other.",
    customSynopsis = {
      "etagere setup replication A B --role ARN [--role-back ARN] [--one-way]",
      "                     [--rtc] [--kms-key-a ARN] [--kms-key-b ARN]",
      "                     [--dry-run] [OPTIONS]"
    },
    description = {
      "",
      "Turns versioning on, and makes a rule each way that takes every key under the prefix and the"
          + " delete markers. What is so already is left, and so are others' rules; to be run as"
          + " often as you like."
    },
    footer = {
      "  etagere setup replication A B --role ARN --dry-run    # the exact calls",
      "  etagere setup replication A B --role ARN --one-way    # before the first copy",
      "  etagere setup replication A B --role ARN              # after it"
    })
final class SetupCommand implements Callable<Integer> {
  private static final String REPLICATION = "replication";

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  RootCommand root;

  @Parameters(
      paramLabel = "WORD",
      description = "What to set up, replication, and the two locations; or give --at twice.")
  List<String> words = List.of();

  @Option(
      names = "--role",
      paramLabel = "ARN",
      required = true,
      description = "The role S3 takes to replicate; trusted by s3.amazonaws.com.")
  @SuppressWarnings("NullAway.Init")
  String role;

  @Option(
      names = "--role-back",
      paramLabel = "ARN",
      description = "The role for the way from B to A, if it is another.")
  @Nullable String roleBack;

  @Option(names = "--one-way", description = "Only from A to B, until the first copy is done.")
  boolean oneWay;

  @Option(
      names = "--rtc",
      description = "Replication Time Control: 15 minutes, promised, and billed.")
  boolean timeControl;

  @Option(
      names = "--kms-key-a",
      paramLabel = "ARN",
      description = "The key for replicas at A, if B encrypts with keys.")
  @Nullable String kmsKeyA;

  @Option(
      names = "--kms-key-b",
      paramLabel = "ARN",
      description = "The key for replicas at B, if A encrypts with keys.")
  @Nullable String kmsKeyB;

  @Option(
      names = "--dry-run",
      description = "Print the calls as lines for the AWS CLI; change nothing.")
  boolean dryRun;

  @Override
  public Integer call() throws IOException {
    Console console = root.console();
    if (words.isEmpty() || !words.get(0).equals(REPLICATION)) {
      throw CliException.usage("only replication can be set up: etagere setup replication A B");
    }
    SetupOptions options = new SetupOptions(role, roleBack, oneWay, timeControl, kmsKeyA, kmsKeyB);
    try (TwoLocations.Both both = TwoLocations.open(root, words.subList(1, words.size()))) {
      ReplicationSetup setup = new ReplicationSetup(both.a(), both.b(), options);
      if (dryRun) {
        List<String> plan = setup.plan();
        for (String line : plan) {
          console.line(line);
        }
        if (plan.isEmpty()) {
          console.error("nothing to do: all is set up");
        }
        return ExitCode.OK.number();
      }
      int calls = setup.run(done -> console.error("done: " + done));
      console.line(calls == 0 ? "Nothing to do: all is set up." : "Set up.");
      console.line(
          oneWay
              ? "Next: 'etagere copy' A B for what is there already, 'etagere diff' to check it, then"
                  + " this again without --one-way."
              : "What was there before is not replicated: 'etagere diff' shows it, 'etagere copy'"
                  + " copies it. Then 'etagere doctor' shows whether all works.");
    }
    return ExitCode.OK.number();
  }
}
