package dev.etagere.cli;

import dev.etagere.core.ObjectInfo;
import dev.etagere.core.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows what is known of an object. */
@Command(
    name = "stat",
    header = "Shows version, size, time, type and metadata of an object.",
    customSynopsis = {"etagere stat KEY [OPTIONS]"},
    footer = {"  etagere stat notes/a", "  etagere stat notes/a --json | jq -r .version"})
final class StatCommand extends StoreCommand {
  @Parameters(paramLabel = "KEY", description = "The key.")
  @SuppressWarnings("NullAway.Init")
  String key;

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
    deed().reads("the look at '" + key + "'");
    ObjectInfo info = store.head(key).orElseThrow(() -> absent(key));
    tell(info.freshness());
    print(text(info), Fields.of(info).map());
  }

  private static String text(ObjectInfo info) {
    StringBuilder text = new StringBuilder();
    text.append("key       ").append(info.key());
    text.append("\nversion   ").append(info.version());
    text.append("\nsize      ").append(info.size());
    text.append("\nmodified  ").append(info.lastModified());
    text.append("\ntype      ").append(info.attributes().contentType());
    for (Map.Entry<String, String> entry : info.attributes().metadata().entrySet()) {
      text.append("\nmeta      ").append(entry.getKey()).append('=').append(entry.getValue());
    }
    return text.toString();
  }
}
