package dev.etagere.cli;

import dev.etagere.core.Content;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.Version;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stores an object. */
@Command(
    name = "put",
    header = "Stores an object and prints its version.",
    customSynopsis = {
      "etagere put KEY [FILE|-] [--if-absent | --if-version VERSION]",
      "                   [--type TYPE] [--meta NAME=VALUE]... [OPTIONS]"
    },
    description = {
      "",
      "The version is what --if-version takes here, in rm, cp and get. Without a condition the object"
          + " is written whatever is there.",
      "",
      "Over three locations it says on standard error, and in --json, how many full copies there"
          + " are, and warns of a single one: another location with data is down."
    },
    footer = {
      "  etagere put notes/a README.md",
      "  date | etagere put now --type text/plain",
      "  etagere put lock --if-absent < owner.txt || echo taken"
    })
final class PutCommand extends StoreCommand {
  @Parameters(index = "0", paramLabel = "KEY", description = "The key, 1 to 1024 bytes of UTF-8.")
  @SuppressWarnings("NullAway.Init")
  String key;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE",
      defaultValue = Input.STANDARD,
      description = "The bytes; standard input for - or when left out.")
  @SuppressWarnings("NullAway.Init")
  String file;

  @Mixin ConditionOptions condition = new ConditionOptions();

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "The content type; guessed from FILE's or KEY's ending by default.")
  @Nullable String type;

  @Option(
      names = "--meta",
      paramLabel = "NAME=VALUE",
      description = "User metadata, ASCII; may be given several times.")
  List<String> metadata = List.of();

  @Override
  List<String> keys() {
    return List.of(key);
  }

  @Override
  void check() {
    condition.precondition();
    metadata();
    new Input(console(), file).check();
  }

  private Map<String, String> metadata() {
    Map<String, String> map = new TreeMap<>();
    Set<String> names = new HashSet<>();
    for (String pair : metadata) {
      int equals = pair.indexOf('=');
      if (equals <= 0) {
        throw CliException.usage("--meta '" + pair + "': write NAME=VALUE");
      }
      String name = pair.substring(0, equals);
      // S3 does not tell upper case from lower in names, so neither may this.
      if (!names.add(name.toLowerCase(Locale.ROOT))) {
        throw CliException.usage("--meta gives '" + name + "' twice; give each name once");
      }
      map.put(name, pair.substring(equals + 1));
    }
    return map;
  }

  @Override
  void run(ObjectStore store) throws IOException {
    deed().writes("the write of '" + key + "'");
    String contentType = type != null ? type : ContentTypes.guess(file, key);
    // A body that is still to come: nothing can be stored before its end.
    Content body = new Input(console(), file).open(deed()::perhapsApplied);
    Content content = body.as(contentType).withMetadata(metadata());
    Version version;
    try (Progress progress = Progress.of(console(), key, body.body().length())) {
      version = store.put(key, content, condition.precondition(), progress);
    }
    deed().done();
    Fields fields = Fields.of("key", key).and("version", version.toString());
    print(version.toString(), withCopies(fields).map());
  }
}
