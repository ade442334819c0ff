package dev.etagere.cli;

import dev.etagere.core.Freshness;
import dev.etagere.core.ListEntry;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Listing;
import dev.etagere.core.ObjectStore;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists objects, any number of them. */
@Command(
    name = "ls",
    header = "Lists keys, in the order of their bytes.",
    customSynopsis = {
      "etagere ls [PREFIX] [--long] [--delimiter TEXT] [--after KEY]",
      "                  [--limit NUMBER] [OPTIONS]"
    },
    footer = {
      "  etagere ls notes/",
      "  etagere ls --long --delimiter /",
      "  etagere ls --json notes/ | jq -r .key"
    })
final class LsCommand extends StoreCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "PREFIX",
      defaultValue = "",
      description = "Only keys that start so.")
  @SuppressWarnings("NullAway.Init")
  String prefix;

  @Option(
      names = {"-l", "--long"},
      description = "Show size, time and version too.")
  boolean details;

  @Option(
      names = "--delimiter",
      paramLabel = "TEXT",
      description = "Tell keys that hold it after PREFIX as one line; usually /.")
  @Nullable String delimiter;

  @Option(
      names = "--after",
      paramLabel = "KEY",
      description = "Only keys above this one, to go on where a listing ended.")
  @Nullable String after;

  @Option(
      names = "--limit",
      paramLabel = "NUMBER",
      description = "At most so many lines; all by default.")
  long limit = Long.MAX_VALUE;

  @Override
  void check() {
    if (limit < 1) {
      throw CliException.usage("--limit " + limit + ": at least one line is needed");
    }
  }

  @Override
  boolean onlyReads() {
    return true;
  }

  @Override
  void run(ObjectStore store) throws IOException {
    deed().reads("the listing" + (prefix.isEmpty() ? "" : " of '" + prefix + "'"));
    ListQuery query =
        ListQuery.under(prefix)
            .withDelimiter(delimiter)
            .withStartAfter(after)
            .withPageSize((int) Math.min(1_000, limit));
    long shown = 0;
    try (Listing listing = store.list(query)) {
      for (ListEntry entry : listing) {
        tell(listing.freshness());
        show(entry, listing.freshness());
        if (++shown == limit) {
          break;
        }
      }
      tell(listing.freshness());
    }
  }

  private void show(ListEntry entry, Freshness freshness) throws IOException {
    if (json) {
      JsonLine.write(console().out(), fields(entry, freshness));
    } else {
      console().line(details ? inDetail(entry) : entry.name());
    }
  }

  private static Map<String, @Nullable Object> fields(ListEntry entry, Freshness freshness) {
    if (entry instanceof ListEntry.ObjectEntry object) {
      return Fields.of("key", object.key())
          .and("version", object.version().toString())
          .and("size", object.size())
          .and("lastModified", object.lastModified().toString())
          .andStale(freshness)
          .map();
    }
    return Fields.of("prefix", entry.name()).andStale(freshness).map();
  }

  private static String inDetail(ListEntry entry) {
    if (entry instanceof ListEntry.ObjectEntry object) {
      return row(
          Long.toString(object.size()),
          object.lastModified().toString(),
          object.version().toString(),
          object.key());
    }
    return row("-", "-", "-", entry.name());
  }

  private static String row(String size, String modified, String version, String name) {
    return " ".repeat(Math.max(0, 12 - size.length()))
        + size
        + "  "
        + padded(modified, 24)
        + "  "
        + padded(version, 32)
        + "  "
        + name;
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
