package dev.etagere.cli;

import dev.etagere.core.ObjectStore;
import dev.etagere.core.Precondition;
import dev.etagere.core.Removal;
import dev.etagere.core.Version;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes an object. */
@Command(
    name = "rm",
    header = "Removes an object.",
    customSynopsis = {"etagere rm KEY [--if-version VERSION] [OPTIONS]"},
    description = {
      "",
      "Prints 'removed', 'already absent', or 'absent' where the location does not tell who removed"
          + " it. That there is no such object is no error."
    },
    footer = {"  etagere rm notes/a", "  etagere rm notes/a --if-version VERSION"})
final class RmCommand extends StoreCommand {
  @Parameters(paramLabel = "KEY", description = "The key.")
  @SuppressWarnings("NullAway.Init")
  String key;

  @Option(
      names = "--if-version",
      paramLabel = "VERSION",
      converter = VersionConverter.class,
      description = "Only if the object is still at this version; else exit code 3.")
  @Nullable Version ifVersion;

  @Override
  List<String> keys() {
    return List.of(key);
  }

  @Override
  boolean onlyReads() {
    return true;
  }

  @Override
  void run(ObjectStore store) throws IOException {
    deed().writes("the removal of '" + key + "'");
    deed().perhapsApplied();
    Removal removal =
        store.delete(
            key, ifVersion == null ? Precondition.none() : Precondition.matches(ifVersion));
    deed().done();
    String name = removal.name().toLowerCase(Locale.ROOT);
    print(text(removal), Fields.of("key", key).and("removal", name).map());
  }

  private static String text(Removal removal) {
    return switch (removal) {
      case REMOVED -> "removed";
      case ALREADY_ABSENT -> "already absent";
      case UNDETERMINED -> "absent";
    };
  }
}
