package dev.etagere.cli;

import dev.etagere.quorum.store.Care;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Brings to each location what it missed. */
@Command(
    name = "repair",
    header = "Brings to each of three or more locations what it missed.",
    description = {
      "",
      "For after a location was away. Safe while others read and write, and when it is ended and"
          + " run again. Exit code 10 if a key is not well everywhere afterwards."
    },
    footer = "  etagere repair --at A --at B --at 's3://w?role=witness'")
final class RepairCommand extends CareCommand {
  @Parameters(arity = "0..1", paramLabel = "PREFIX", defaultValue = "", description = "Only these.")
  String prefix = "";

  @Override
  Care.Report run(Care care) {
    return care.repair(prefix, findings());
  }

  @Override
  boolean comparesLocations() {
    return true;
  }

  @Override
  String summary(Care.Report report) {
    return String.format(
        Locale.ROOT,
        "%,d keys: %,d were well, %,d repaired, %,d not",
        report.keys(),
        report.well(),
        report.mended(),
        report.failed());
  }
}
