package dev.etagere.cli;

import dev.etagere.core.Ambient;
import dev.etagere.core.Guarantee;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.probe.Finding;
import dev.etagere.core.probe.Probe;
import dev.etagere.core.probe.ProbeReport;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Finds out what a location really does. */
@Command(
    name = "probe",
    header = "Tries each condition at a location, races included.",
    description = {
      "",
      "Some services accept conditions and ignore them. This tries each, with objects of its own that"
          + " it removes again, and says which guarantees hold. Of several locations each is tried by"
          + " itself. Exit code 9 if no store can be kept at one of them."
    },
    footer = {
      "  etagere --at 's3://bucket?endpoint=https://s3.example.com' probe",
      "  etagere probe --json"
    })
final class ProbeCommand implements Callable<Integer> {
  private static final int ABOVE_THE_MULTIPART_THRESHOLD = (16 << 20) + 1;

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  RootCommand root;

  @Option(
      names = "--rounds",
      paramLabel = "NUMBER",
      description = "How often each race of 16 is run; 25 by default.")
  int rounds = 25;

  @Option(names = "--json", description = "Print the result as JSON.")
  boolean json;

  @Override
  public Integer call() throws IOException {
    if (rounds < 1) {
      throw CliException.usage("--rounds " + rounds + ": at least one is needed");
    }
    List<Location> locations = root.locations();
    if (locations.size() == 1) {
      return probe(root.onlyLocation("probe tries")).number();
    }
    ExitCode worst = ExitCode.OK;
    for (Location location : locations) {
      ExitCode code = probe(location);
      worst = code == ExitCode.OK ? worst : code;
    }
    return worst.number();
  }

  private ExitCode probe(Location location) throws IOException {
    Console console = root.console();
    ProbeReport report;
    try (ObjectStore store = root.openOne(location)) {
      String id = Ambient.system().newWriteId();
      report =
          Probe.run(
              store, id, rounds, ABOVE_THE_MULTIPART_THRESHOLD, what -> progress(console, what));
    }
    progress(console, "");
    if (json) {
      JsonLine.write(console.out(), fields(location, report));
    } else {
      console.line(report.toString().stripTrailing());
      console.line(
          report.usable()
              ? "A store can be kept at " + location
              : "No store can be kept at " + location);
    }
    return report.usable() ? ExitCode.OK : ExitCode.UNSUPPORTED;
  }

  private static void progress(Console console, String what) {
    if (console.errIsTerminal()) {
      console.err().printf("\r\033[K%s", what.isEmpty() ? "" : "trying: " + what);
      console.err().flush();
    }
  }

  private static Map<String, @Nullable Object> fields(Location location, ProbeReport report) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("location", location.toString());
    fields.put("usable", report.usable());
    for (Guarantee guarantee : Guarantee.values()) {
      fields.put(guarantee.words(), report.guarantees().holds(guarantee));
    }
    fields.put(
        "seen", report.findings().stream().filter(f -> !f.held()).map(Finding::seen).toList());
    return fields;
  }
}
