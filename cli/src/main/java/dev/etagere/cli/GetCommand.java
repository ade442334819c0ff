package dev.etagere.cli;

import dev.etagere.core.ByteRange;
import dev.etagere.core.ConflictException;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.ObjectStream;
import dev.etagere.core.StoredObject;
import dev.etagere.core.Version;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads an object. */
@Command(
    name = "get",
    header = "Prints an object's bytes, of any size.",
    customSynopsis = {"etagere get KEY [-o FILE] [--if-version VERSION] [--range A-B] [OPTIONS]"},
    description = {
      "",
      "With --json the object is one line: version, type, metadata, and the bytes as 'text' if they"
          + " are UTF-8, else as 'base64' (up to 16 MiB)."
    },
    footer = {
      "  etagere get notes/a | less",
      "  etagere get big -o big.tar",
      "  etagere get big --range 0-99",
      "  etagere get settings --json | jq -r .version"
    })
final class GetCommand extends StoreCommand {
  @Parameters(paramLabel = "KEY", description = "The key.")
  @SuppressWarnings("NullAway.Init")
  String key;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write to this file, which appears when it is complete.")
  @Nullable Path output;

  @Option(
      names = "--if-version",
      paramLabel = "VERSION",
      converter = VersionConverter.class,
      description = "Only if the object is still at this version; else exit code 3.")
  @Nullable Version ifVersion;

  @Option(
      names = "--range",
      paramLabel = "A-B",
      converter = RangeConverter.class,
      description = "Only the bytes from A to B, counted from 0; A- for all from A on.")
  @Nullable ByteRange range;

  @Override
  List<String> keys() {
    return List.of(key);
  }

  @Override
  void check() {
    if (output != null) {
      new Output(output).check();
    } else if (json && range != null) {
      throw CliException.usage(
          "--json prints the whole object; leave --range out, or give -o FILE");
    }
  }

  @Override
  boolean onlyReads() {
    return true;
  }

  @Override
  void run(ObjectStore store) throws IOException {
    deed().reads("the read of '" + key + "'");
    if (output != null) {
      ObjectInfo info = toFile(store, output);
      tell(info.freshness());
      if (json) {
        JsonLine.write(console().out(), Fields.of(info).map());
      }
    } else if (json) {
      toJson(store);
    } else {
      toStandardOutput(store);
    }
  }

  private ObjectInfo toFile(ObjectStore store, Path file) throws IOException {
    Output target = new Output(file);
    if (range == null && ifVersion == null && target.isReplaceable()) {
      return download(store, file);
    }
    try (ObjectStream object = open(store);
        InputStream shown = Progress.over(console(), key, length(object), object)) {
      target.write(key, shown);
      return object.info();
    }
  }

  /** In parallel ranges, each again when it breaks off, which one stream could not. */
  private ObjectInfo download(ObjectStore store, Path file) {
    long size = console().errIsTerminal() ? store.head(key).map(ObjectInfo::size).orElse(0L) : 0;
    try (Progress progress = Progress.of(console(), key, size)) {
      return store.download(key, file, progress);
    }
  }

  private void toStandardOutput(ObjectStore store) throws IOException {
    try (ObjectStream object = open(store);
        InputStream shown = withProgress(object)) {
      tell(object.freshness());
      Output.copy(key, shown, console().out());
    }
  }

  /** No bar between the lines of what goes to the same terminal. */
  private InputStream withProgress(ObjectStream object) {
    return console().outIsTerminal()
        ? object
        : Progress.over(console(), key, length(object), object);
  }

  private long length(ObjectStream object) {
    long size = object.info().size();
    return range == null ? size : Math.min(range.length(), Math.max(0, size - range.offset()));
  }

  private void toJson(ObjectStore store) throws IOException {
    StoredObject object =
        (ifVersion == null ? store.get(key) : store.getIfMatches(key, ifVersion))
            .orElseThrow(() -> absent(key));
    tell(object.freshness());
    byte[] bytes = object.asBytes();
    Fields fields = Fields.of(object.info());
    String text = text(bytes);
    if (text != null) {
      fields.and("text", text);
    } else {
      fields.and("base64", Base64.getEncoder().encodeToString(bytes));
    }
    JsonLine.write(console().out(), fields.map());
  }

  private static @Nullable String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** The stream is of one version, so looking at that is as good as asking for it. */
  private ObjectStream open(ObjectStore store) throws IOException {
    ObjectStream object = store.open(key, range).orElseThrow(() -> absent(key));
    if (ifVersion != null && !ifVersion.equals(object.version())) {
      object.close();
      throw ConflictException.changed(key, ifVersion, object.version());
    }
    return object;
  }
}
