package dev.etagere.cli;

import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.UnsupportedException;
import dev.etagere.quorum.store.Care;
import dev.etagere.quorum.store.KeyState;
import dev.etagere.quorum.store.Quorum;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** A command that looks after all keys of a store over three or more locations. */
abstract class CareCommand implements Callable<Integer> {
  private static final int TELL_EVERY = 50;
  private static final String ROLLED_BACK =
      "has lost what it acknowledged (restored from a backup, or emptied): it must not be used on,"
          + " bring in another location in its place ('etagere replace-location')";

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  RootCommand root;

  @Option(
      names = "--json",
      description = "Print JSON: a line for each finding, and one for the summary.")
  boolean json;

  private final AtomicLong found = new AtomicLong();

  @Override
  public final Integer call() throws IOException {
    try (ObjectStore store = makesOne() ? root.open() : root.openThere()) {
      Care care = care(store);
      Care.Report report = run(care);
      List<Location> rolledBack = comparesLocations() ? care.rolledBack() : List.of();
      rolledBack.forEach(location -> finding(location.toString(), ROLLED_BACK));
      clear();
      if (json) {
        JsonLine.write(
            root.console().out(),
            Fields.of("keys", report.keys())
                .and("well", report.well())
                .and("mended", report.mended())
                .and("failed", report.failed())
                .map());
      } else {
        root.console().line(summary(report));
      }
      boolean well = report.failed() == 0 && rolledBack.isEmpty();
      return (well ? ExitCode.OK : ExitCode.DIFFERENT).number();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Care care(ObjectStore store) {
    try {
      return store.edge(Quorum.class).care();
    } catch (UnsupportedException e) {
      throw CliException.usage(
          "this works on three locations or more; give --at for each, the witness with"
              + " ?role=witness");
    }
  }

  /** Whether it looks for a location that lost what it had. */
  boolean comparesLocations() {
    return false;
  }

  /** Whether it makes a store where there is none. */
  boolean makesOne() {
    return false;
  }

  abstract Care.Report run(Care care);

  abstract String summary(Care.Report report);

  /** Prints keys that are not well as they are found. */
  final Consumer<KeyState> findings() {
    return state -> {
      String text =
          String.join(
              ", ",
              state.at().entrySet().stream()
                  .filter(each -> each.getValue() != KeyState.At.CURRENT)
                  .map(each -> words(each.getValue()) + " at " + each.getKey())
                  .sorted()
                  .toList());
      finding(state.key(), text);
    };
  }

  private static String words(KeyState.At at) {
    return at.name().toLowerCase(Locale.ROOT);
  }

  /** From several threads. */
  final synchronized void finding(String key, String text) {
    try {
      clear();
      if (json) {
        JsonLine.write(root.console().out(), Fields.of("key", key).and("finding", text).map());
      } else {
        root.console().line(Failure.oneLine(key) + "  " + text);
      }
      if (root.console().errIsTerminal() && found.incrementAndGet() % TELL_EVERY == 0) {
        root.console().err().printf(Locale.ROOT, "\r\033[K%,d found", found.get());
        root.console().err().flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void clear() {
    if (root.console().errIsTerminal()) {
      root.console().err().print("\r\033[K");
      root.console().err().flush();
    }
  }
}
