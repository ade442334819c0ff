package dev.etagere.cli;

import dev.etagere.quorum.store.Care;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Removes large contents that no key names any more. */
@Command(
    name = "gc",
    header = "Removes contents that no key names any more.",
    description = {
      "",
      "Large values are objects of their own; when a value is replaced or deleted, or its write came"
          + " to nothing, they are left. Tombstones of deleted keys stay: they take some hundred"
          + " bytes each. Safe while others read and write. Exit code 10 if something could not be"
          + " judged."
    },
    footer = "  etagere gc --at A --at B --at 's3://w?role=witness' --older-than 24h")
final class GcCommand extends CareCommand {
  @Option(
      names = "--older-than",
      paramLabel = "TIME",
      defaultValue = "1h",
      converter = DurationConverter.class,
      description =
          "Leave what is younger, such as 30m or 24h, so as not to disturb uploads; 1h by default.")
  Duration olderThan = Duration.ofHours(1);

  @Override
  Care.Report run(Care care) {
    return care.collect(olderThan, name -> finding(name, "removed"));
  }

  @Override
  String summary(Care.Report report) {
    return String.format(
        Locale.ROOT, "%,d removed, %,d not judged", report.mended(), report.failed());
  }
}
