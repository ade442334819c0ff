package dev.etagere.cli;

import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.quorum.store.Care;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Takes over the objects of a plain bucket. */
@Command(
    name = "import",
    header = "Takes over the objects of a plain bucket or folder.",
    description = {
      "",
      "Into a store over three or more locations. What is there already stays, so that it can be"
          + " ended and run again; what is there with something else is told. Exit code 10 if there"
          + " was such, or an object could not be read."
    },
    footer =
        "  etagere import 's3://old?region=eu-west-1' --at A --at B --at 's3://w?role=witness'")
final class ImportCommand extends CareCommand {
  @Parameters(index = "0", paramLabel = "FROM", description = "Where the objects are now.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  String from;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "PREFIX",
      defaultValue = "",
      description = "Only these.")
  String prefix = "";

  @Override
  boolean makesOne() {
    return true;
  }

  @Override
  Care.Report run(Care care) {
    try (ObjectStore source = root.openAlone(Location.data(from), root.deadline)) {
      return care.importFrom(source, prefix, key -> finding(key, "is here with something else"));
    }
  }

  @Override
  String summary(Care.Report report) {
    return String.format(
        Locale.ROOT,
        "%,d objects: %,d imported, %,d were here, %,d not",
        report.keys(),
        report.mended(),
        report.well(),
        report.failed());
  }
}
