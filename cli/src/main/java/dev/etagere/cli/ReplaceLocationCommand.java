package dev.etagere.cli;

import dev.etagere.core.Ambient;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.quorum.store.Care;
import dev.etagere.quorum.store.Replacement;
import dev.etagere.quorum.store.Replacement.Stage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Exchanges a location of a store for a new one while the store is in use. */
@Command(
    name = "replace-location",
    header = "Exchanges one of three or more locations for a new one, while others read and write.",
    description = {
      "",
      "Run it twice. First it announces the exchange: clients that are open go on, and whoever opens"
          + " the store from then on has to give the old and the new location. When every client was"
          + " opened anew, run it again with --clients-reopened: it brings all keys to the new"
          + " location, after which the old one is not needed any more. Until then --undo turns"
          + " it round: it is the exchange of NEW for OLD then. The location that goes may be lost"
          + " already; all others have to be up. Each run may be ended and made again, and without an"
          + " option it says how far the exchange is.",
      "",
      "A client that was not opened anew can neither read nor write the keys that were there then;"
          + " of keys created since, whoever created them, it may lose writes. Exit code 10 if a key could not be brought: the exchange is"
          + " not over then."
    },
    footer = {
      "  etagere replace-location 's3://a' 's3://new' --at 's3://a' --at 's3://b' --at"
          + " 's3://w?role=witness'",
      "  etagere replace-location 's3://a' 's3://new' --at 's3://a' --at 's3://b' --at"
          + " 's3://w?role=witness' --clients-reopened"
    })
final class ReplaceLocationCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int TELL_EVERY = 50;
  private static final int MOST_NAMED = 20;

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  RootCommand root;

  @Parameters(index = "0", paramLabel = "OLD", description = "The location that goes.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  String old;

  @Parameters(
      index = "1",
      paramLabel = "NEW",
      description = "The location that comes: empty, and a witness (?role=witness) if OLD is one.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  String newcomer;

  @Option(
      names = "--clients-reopened",
      description = "No client is left that was opened before the exchange was announced.")
  boolean reopened;

  @Option(
      names = "--undo",
      description = "Turn it round, while it is not over: NEW goes, OLD stays.")
  boolean undo;

  @Option(names = "--json", description = "Print the result as JSON.")
  boolean json;

  @Override
  public Integer call() throws IOException {
    if (undo && reopened) {
      throw CliException.usage("--undo and --clients-reopened are different ways; give one");
    }
    Location from = RootCommand.location(old);
    Location to = RootCommand.location(newcomer);
    if (root.locations().size() < 3) {
      throw CliException.usage(
          "this works on three locations or more; give --at for each of the store");
    }
    Duration limit = root.deadline == null ? LIMIT : root.deadline;
    try (Replacement exchange =
        Replacement.of(
            root.locations(), from, to, each -> open(each, to), limit, Ambient.system())) {
      return run(exchange, exchange.stage()).number();
    }
  }

  /** Only the new location may be made. */
  private ObjectStore open(Location location, Location to) {
    return location.uri().equals(to.uri())
        ? root.openOne(location)
        : root.openAlone(location, root.deadline);
  }

  private ExitCode run(Replacement exchange, Stage stage) throws IOException {
    if (undo) {
      exchange.undo();
      String text =
          "turned round: "
              + newcomer
              + " is being exchanged for "
              + old
              + " now. "
              + next(exchange).replace("this again", "replace-location NEW OLD");
      say("turned", exchange, text, null);
      return ExitCode.OK;
    }
    if (stage == Stage.TO_BE_ANNOUNCED) {
      if (reopened) {
        throw CliException.usage(
            "the exchange is not announced yet, so that no client can have been opened anew for it;"
                + " run it without --clients-reopened first");
      }
      exchange.announce();
      say("announced", exchange, "announced. " + next(exchange), null);
      return ExitCode.OK;
    }
    if (stage == Stage.ANNOUNCED && !reopened) {
      say("announced", exchange, "announced before. " + next(exchange), null);
      return ExitCode.OK;
    }
    return stage == Stage.OVER ? over(exchange, null) : finish(exchange);
  }

  private static String next(Replacement exchange) {
    return "Open every client with all of these, one after the other:"
        + shown(exchange.locations())
        + "\nThen run this again with --clients-reopened.";
  }

  private static String shown(List<Location> locations) {
    StringBuilder text = new StringBuilder();
    for (Location each : locations) {
      text.append("\n  ").append(each);
      text.append(each.role() == Location.Role.WITNESS ? "  (witness)" : "");
    }
    return text.toString();
  }

  private ExitCode finish(Replacement exchange) throws IOException {
    ConcurrentSkipListSet<String> failed = new ConcurrentSkipListSet<>();
    Care.Report report =
        exchange.finish(
            locations -> root.open(locations),
            this::progress,
            state -> {
              if (failed.size() < MOST_NAMED) {
                failed.add(state.key());
              }
            });
    clear();
    if (report.failed() == 0) {
      return over(exchange, report);
    }
    String text =
        String.format(
            Locale.ROOT,
            "not over: %,d of %,d keys could not be brought, among them %s; run it again, and write"
                + " or delete those whose content went with the old location",
            report.failed(),
            report.keys(),
            failed.stream().map(Failure::oneLine).toList());
    say("announced", exchange, text, report);
    return ExitCode.DIFFERENT;
  }

  private ExitCode over(Replacement exchange, Care.@Nullable Report report) throws IOException {
    String keys = report == null ? "" : String.format(Locale.ROOT, ", %,d keys", report.keys());
    String text = "over" + keys + ". The locations are now:" + shown(exchange.locations());
    say("over", exchange, text, report);
    return ExitCode.OK;
  }

  private void say(String stage, Replacement exchange, String text, Care.@Nullable Report report)
      throws IOException {
    if (!json) {
      root.console().line(text);
      return;
    }
    Fields fields =
        Fields.of("stage", stage)
            .and("locations", exchange.locations().stream().map(Location::toString).toList());
    if (report != null) {
      fields = fields.and("keys", report.keys()).and("failed", report.failed());
    }
    JsonLine.write(root.console().out(), fields.map());
  }

  private void progress(long keys) {
    if (root.console().errIsTerminal() && keys % TELL_EVERY == 0) {
      root.console().err().printf(Locale.ROOT, "\r\033[K%,d keys", keys);
      root.console().err().flush();
    }
  }

  private void clear() {
    if (root.console().errIsTerminal()) {
      root.console().err().print("\r\033[K");
      root.console().err().flush();
    }
  }
}
