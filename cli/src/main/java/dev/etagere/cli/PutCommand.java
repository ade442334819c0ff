package dev.etagere.cli;

import dev.etagere.core.Content;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.Version;
import java.io.IOException;
import java.util.Map;
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
          + " is written whatever is there."
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
  Map<String, String> metadata = Map.of();

  @Override
  void check() {
    condition.precondition();
    new Input(console(), file).check();
  }

  @Override
  void run(ObjectStore store) throws IOException {
    String contentType = type != null ? type : ContentTypes.guess(file, key);
    Content content = new Input(console(), file).open().as(contentType).withMetadata(metadata);
    Version version = store.put(key, content, condition.precondition());
    print(version.toString(), Fields.of("key", key).and("version", version.toString()).map());
  }
}
