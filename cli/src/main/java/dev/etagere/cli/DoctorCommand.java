package dev.etagere.cli;

import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.replication.Doctor;
import dev.etagere.replication.DoctorReport;
import dev.etagere.replication.Finding;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Examines two locations. */
@Command(
    name = "doctor",
    header = "Finds what is wrong with two locations that replicate to each other.",
    customSynopsis = {"etagere doctor A B [--wait TIME] [--no-probes] [--json] [OPTIONS]"},
    description = {
      "",
      "Looks at versioning, replication rules, encryption, lifecycle, Object Lock, regions and clocks;"
          + " tries each action the store needs, and measures the replication lag each way, with"
          + " small objects of its own that it removes again. Exit code 0 if all is well, 11 with"
          + " warnings, 12 if two locations would not work like this."
    },
    footer = {
      "  etagere doctor 's3://eu/p?region=eu-west-1' 's3://us/p?region=us-east-1'",
      "  etagere doctor A B --wait 15m --json | jq 'select(.severity != \"ok\")'"
    })
final class DoctorCommand implements Callable<Integer> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  RootCommand root;

  @Mixin TwoLocations two = new TwoLocations();

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "How long an object may take to the other location; 60s by default.")
  Duration wait = Duration.ofSeconds(60);

  @Option(names = "--no-probes", description = "Write nothing: only look at the settings.")
  boolean noProbes;

  @Option(names = "--json", description = "Print each finding as a line of JSON.")
  boolean json;

  @Override
  public Integer call() throws IOException {
    Console console = root.console();
    DoctorReport report;
    try (TwoLocations.Both both = two.open(root)) {
      report = new Doctor(both.a(), both.b(), wait, !noProbes).run(what -> progress(console, what));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OutcomeUnknownException(
          null, "interrupted; objects named .etagere-doctor-… may be left behind", e);
    }
    progress(console, "");
    for (Finding finding : report.findings()) {
      print(console, finding);
    }
    return switch (report.worst()) {
      case OK, HINT -> ExitCode.OK.number();
      case WARNING -> ExitCode.WARNINGS.number();
      case ERROR -> ExitCode.UNFIT.number();
    };
  }

  private void print(Console console, Finding finding) throws IOException {
    String severity = word(finding.severity());
    String check = word(finding.check());
    if (json) {
      JsonLine.write(
          console.out(),
          Fields.of("severity", severity)
              .and("check", check)
              .and("where", finding.where())
              .and("seen", finding.seen())
              .and("remedy", finding.remedy())
              .map());
      return;
    }
    console.line(
        String.format(
            Locale.ROOT,
            "%-8s %-7s %-16s %s",
            severity,
            finding.where(),
            check,
            Failure.oneLine(finding.seen())));
    if (!finding.remedy().isEmpty()) {
      console.line(" ".repeat(34) + "=> " + Failure.oneLine(finding.remedy()));
    }
  }

  private static String word(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static void progress(Console console, String what) {
    if (console.errIsTerminal()) {
      console.err().printf("\r\033[K%s", what.isEmpty() ? "" : "looking at: " + what);
      console.err().flush();
    }
  }
}
