package dev.etagere.cli;

import dev.etagere.quorum.store.Care;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Compares what the locations of a store hold. */
@Command(
    name = "verify",
    header = "Shows which of three or more locations lag, or hold what is not ours.",
    description = {
      "",
      "Walks all keys, deleted ones too, and changes nothing: a request to each location for a key."
          + " 'behind' has missed a write, 'hollow' lacks the content, 'foreign' is no object of"
          + " this store, 'away' did not answer. A location that has lost what it had when repair"
          + " ran last is named, too. Exit code 10 if a key is not well everywhere."
    },
    footer = "  etagere verify --at A --at B --at 's3://w?role=witness' orders/")
final class VerifyCommand extends CareCommand {
  @Parameters(arity = "0..1", paramLabel = "PREFIX", defaultValue = "", description = "Only these.")
  String prefix = "";

  @Override
  Care.Report run(Care care) {
    return care.verify(prefix, findings());
  }

  @Override
  boolean comparesLocations() {
    return true;
  }

  @Override
  String summary(Care.Report report) {
    return String.format(
        Locale.ROOT, "%,d keys: %,d well, %,d not", report.keys(), report.well(), report.failed());
  }
}
