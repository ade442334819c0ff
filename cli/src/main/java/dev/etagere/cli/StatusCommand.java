package dev.etagere.cli;

import dev.etagere.core.Ambient;
import dev.etagere.core.Location;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Looks how several locations are. */
@Command(
    name = "status",
    header = "Shows how each of two or more locations is, now or every second.",
    customSynopsis = {"etagere status --at URI --at URI [--watch] [--json] [OPTIONS]"},
    description = {
      "",
      "Looks at each location by requests that change nothing, each at most 2s or --deadline long:"
          + " its health, whether calls would go there (the breaker), what half and 99 of 100 answers"
          + " took, whether it takes conditional writes, and the last failure. Exit code 0 if all are"
          + " well, 13 if one is not, 5 if the store cannot go on: of two none is well, of three or"
          + " more no majority with content among it."
    },
    footer = {
      "  etagere status --at 's3://b-eu?region=eu-west-1' \\",
      "                 --at 's3://b-us?region=us-east-1' --watch",
      "  etagere status --at URI --at URI --json | jq -r .callsGoTo"
    })
final class StatusCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final Duration EACH = Duration.ofSeconds(1);

  /** Of a single look; so that there is more than one time to tell. */
  private static final int PROBES = 5;

  private static final String CLEAR = "\033[H\033[2J";

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  RootCommand root;

  @Option(names = "--watch", description = "Look again every second, until Ctrl-C.")
  boolean watch;

  @Option(names = "--json", description = "Print each look as one line of JSON.")
  boolean json;

  @Override
  public Integer call() throws IOException {
    List<Location> locations = root.locations();
    if (locations.size() < 2) {
      throw CliException.usage("status compares locations; give --at twice or more");
    }
    Duration limit = root.deadline == null ? LIMIT : root.deadline;
    try (Watched watched = new Watched(locations, root::openAlone, limit, Ambient.system())) {
      return (watch ? watch(watched) : once(watched)).number();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.INTERRUPTED.number();
    }
  }

  private ExitCode once(Watched watched) throws IOException, InterruptedException {
    watched.look();
    for (int i = 1; i < PROBES; i++) {
      watched.lookAgain();
    }
    show(watched);
    return severity(watched.views());
  }

  /** Ends by an interrupt only, which is no failure: the exit code is that of the last look. */
  private ExitCode watch(Watched watched) throws IOException {
    ExitCode code = ExitCode.OK;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        watched.look();
        if (root.console().outIsTerminal() && !json) {
          root.console().out().write(CLEAR.getBytes(StandardCharsets.US_ASCII));
        }
        show(watched);
        root.console().out().flush();
        code = severity(watched.views());
        Ambient.system().sleep(EACH);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return code;
  }

  private static ExitCode severity(List<Watched.View> views) {
    long well = views.stream().filter(Watched.View::well).count();
    if (well == views.size()) {
      return ExitCode.OK;
    }
    return goesOn(views) ? ExitCode.DEGRADED : ExitCode.UNAVAILABLE;
  }

  /** Whether what is well is enough for reads and writes. */
  private static boolean goesOn(List<Watched.View> views) {
    List<Watched.View> well = views.stream().filter(Watched.View::well).toList();
    boolean enough = !isQuorum(views) || well.size() > views.size() / 2;
    return enough && well.stream().anyMatch(view -> !view.witness());
  }

  private static boolean isQuorum(List<Watched.View> views) {
    return views.size() >= Watched.QUORUM;
  }

  private void show(Watched watched) throws IOException {
    List<Watched.View> views = watched.views();
    String callsGoTo = watched.callsGoTo();
    String exchange = isQuorum(views) ? watched.exchange() : null;
    Console console = root.console();
    if (json) {
      List<Map<String, @Nullable Object>> all = views.stream().map(StatusCommand::fields).toList();
      Fields fields =
          isQuorum(views)
              ? Fields.of("majority", goesOn(views)).and("exchange", exchange)
              : Fields.of("callsGoTo", callsGoTo);
      JsonLine.write(console.out(), fields.and("locations", all).map());
      return;
    }
    for (Watched.View view : views) {
      console.line(view.location() + (view.witness() ? "  (witness)" : ""));
      console.line(
          "  "
              + colored(view.well() ? "well" : "DOWN", view.well())
              + "   breaker "
              + view.breaker()
              + "   p50 "
              + millis(view.p50())
              + "  p99 "
              + millis(view.p99())
              + "   conditional writes: "
              + view.conditionalWrites());
      if (view.lastFailure() != null) {
        console.line("  last failure: " + Failure.oneLine(view.lastFailure()));
      }
    }
    console.line(verdict(views, callsGoTo));
    if (exchange != null) {
      console.line("being exchanged: " + exchange);
    }
  }

  private static String verdict(List<Watched.View> views, String callsGoTo) {
    boolean goesOn = goesOn(views);
    if (isQuorum(views)) {
      return goesOn
          ? "a majority is well: reads and writes go on"
          : "no majority is well: neither reads nor writes";
    }
    return goesOn ? "calls go to " + callsGoTo : "no location is well";
  }

  private String colored(String word, boolean good) {
    return root.console().outIsTerminal()
        ? "\033[" + (good ? "32" : "1;31") + "m" + word + "\033[0m"
        : word;
  }

  private static String millis(@Nullable Duration time) {
    return time == null ? "-" : String.format(Locale.ROOT, "%.1f ms", time.toNanos() / 1e6);
  }

  private static Map<String, @Nullable Object> fields(Watched.View view) {
    return Fields.of("location", view.location())
        .and("role", view.witness() ? "witness" : "data")
        .and("well", view.well())
        .and("breaker", view.breaker())
        .and("p50Micros", micros(view.p50()))
        .and("p99Micros", micros(view.p99()))
        .and("writableOnCondition", view.writableOnCondition())
        .and("lastFailure", view.lastFailure())
        .map();
  }

  private static @Nullable Long micros(@Nullable Duration time) {
    return time == null ? null : time.toNanos() / 1_000;
  }
}
