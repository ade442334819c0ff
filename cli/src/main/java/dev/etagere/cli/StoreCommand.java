package dev.etagere.cli;

import dev.etagere.core.AbsentException;
import dev.etagere.core.Freshness;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.spi.Keys;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** A command that works on a store. */
abstract class StoreCommand implements Callable<Integer> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  RootCommand root;

  @Option(names = "--json", description = "Print the result as JSON, one object a line.")
  boolean json;

  private boolean staleTold;

  @Override
  public final Integer call() throws IOException {
    keys().forEach(key -> Keys.require("", key));
    check();
    try (ObjectStore store = onlyReads() ? root.openThere() : root.open()) {
      run(store);
    }
    if (root.copies() == 1) {
      console()
          .error(
              "warning: 1 copy; only one location with data has it so far, whose loss would undo"
                  + " this. Once the others are back, 'etagere repair' brings it to them");
    }
    return ExitCode.OK.number();
  }

  /** The keys named, to be refused before anything is opened or read if they cannot be. */
  List<String> keys() {
    return List.of();
  }

  /** Whether nothing can come of it where there is no store yet, so that none is to be made. */
  boolean onlyReads() {
    return false;
  }

  /** Refuses bad input before the store is opened. */
  void check() {}

  abstract void run(ObjectStore store) throws IOException;

  final Deed deed() {
    return root.deed();
  }

  final Console console() {
    return root.console();
  }

  /** Prints a result: text, or its fields where JSON was asked for. */
  final void print(String text, Map<String, @Nullable Object> fields) throws IOException {
    if (json) {
      JsonLine.write(console().out(), fields);
    } else {
      console().line(text);
    }
  }

  /** Says how many full copies there are of what was written, where the store counts them. */
  final Fields withCopies(Fields fields) {
    int copies = root.copies();
    if (copies > 1 && !json) {
      console().error(copies + " copies");
    }
    return copies == 0 ? fields : fields.and("copies", (long) copies);
  }

  /** What may be older than what was written says so, once: it is no error. */
  final void tell(Freshness freshness) {
    if (!staleTold && freshness instanceof Freshness.PossiblyStale stale) {
      staleTold = true;
      console().error("possibly stale, from " + stale.location());
    }
  }

  static AbsentException absent(String key) {
    return new AbsentException(
        key, "'" + key + "' does not exist; 'etagere ls' shows what does", null);
  }
}
