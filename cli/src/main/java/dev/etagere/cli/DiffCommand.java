package dev.etagere.cli;

import dev.etagere.replication.Diff;
import dev.etagere.replication.DiffSummary;
import dev.etagere.replication.Difference;
import dev.etagere.replication.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Compares two locations. */
@Command(
    name = "diff",
    header = "Shows what differs between two locations, key by key.",
    customSynopsis = {"etagere diff A B [--deep] [--json] [OPTIONS]"},
    description = {
      "",
      "Compares size and ETag, for any number of keys. Where ETags say nothing about each other (KMS"
          + " keys, other part sizes), the key is told as not comparable; --deep then compares"
          + " stored checksums, or reads both. Exit code 0 if all is equal, 10 if not, or not known"
          + " to be."
    },
    footer = {
      "  etagere diff 's3://eu/p?region=eu-west-1' 's3://us/p?region=us-east-1'",
      "  etagere diff A B --json | jq -r 'select(.kind == \"missing at B\").key'"
    })
final class DiffCommand implements Callable<Integer> {
  @ParentCommand
  @SuppressWarnings("NullAway.Init") // picocli sets it
  RootCommand root;

  @Mixin TwoLocations two = new TwoLocations();

  @Option(
      names = "--deep",
      description = "Read both where ETags cannot tell whether they are equal.")
  boolean deep;

  @Option(
      names = "--json",
      description = "Print JSON: a line for each difference, and one for the summary.")
  boolean json;

  @Override
  public Integer call() throws IOException {
    Console console = root.console();
    DiffSummary summary;
    try (TwoLocations.Both both = two.open(root)) {
      summary =
          new Diff(both.a(), both.b(), deep)
              .run(difference -> tell(console, difference), keys -> progress(console, keys));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    clear(console);
    if (json) {
      JsonLine.write(console.out(), fields(summary));
    } else {
      console.line(
          String.format(
              Locale.ROOT,
              "%,d keys: %,d equal, %,d missing at A, %,d missing at B, %,d different, %,d not"
                  + " comparable",
              summary.compared(),
              summary.equal(),
              summary.missingAtA(),
              summary.missingAtB(),
              summary.different(),
              summary.notComparable()));
    }
    return (summary.allEqual() ? ExitCode.OK : ExitCode.DIFFERENT).number();
  }

  private void tell(Console console, Difference difference) {
    try {
      clear(console);
      if (json) {
        JsonLine.write(console.out(), fields(difference));
      } else {
        console.line(text(difference));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Difference difference) {
    String newer =
        difference.a() == null || difference.b() == null || difference.newer() == null
            ? ""
            : ", newer at " + difference.newer();
    String more = difference.why() + newer;
    return String.format(
        Locale.ROOT,
        "%-14s  %12s  %12s  %s%s",
        difference.kind().words(),
        size(difference.a()),
        size(difference.b()),
        Failure.oneLine(difference.key()),
        more.isEmpty() ? "" : "  (" + more.replaceFirst("^, ", "") + ")");
  }

  private static String size(@Nullable Entry entry) {
    return entry == null ? "-" : Long.toString(entry.size());
  }

  private static Map<String, @Nullable Object> fields(Difference difference) {
    return Fields.of("key", difference.key())
        .and("kind", difference.kind().words())
        .and("why", difference.why())
        .and("newer", difference.newer())
        .and("a", fields(difference.a()))
        .and("b", fields(difference.b()))
        .map();
  }

  private static @Nullable Map<String, @Nullable Object> fields(@Nullable Entry entry) {
    return entry == null
        ? null
        : Fields.of("size", entry.size())
            .and("etag", entry.etag())
            .and("lastModified", entry.modified().toString())
            .map();
  }

  private static Map<String, @Nullable Object> fields(DiffSummary summary) {
    return Fields.of("compared", summary.compared())
        .and("equal", summary.equal())
        .and("missingAtA", summary.missingAtA())
        .and("missingAtB", summary.missingAtB())
        .and("different", summary.different())
        .and("notComparable", summary.notComparable())
        .map();
  }

  private static void progress(Console console, long keys) {
    if (console.errIsTerminal()) {
      console.err().printf(Locale.ROOT, "\r\033[K%,d keys compared", keys);
      console.err().flush();
    }
  }

  private static void clear(Console console) {
    if (console.errIsTerminal()) {
      console.err().print("\r\033[K");
      console.err().flush();
    }
  }
}
