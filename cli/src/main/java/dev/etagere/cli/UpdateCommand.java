package dev.etagere.cli;

import dev.etagere.core.AbsentException;
import dev.etagere.core.Ambient;
import dev.etagere.core.Attributes;
import dev.etagere.core.Body;
import dev.etagere.core.Content;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.StoredObject;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Deadline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Changes an object by a program. */
@Command(
    name = "update",
    header = "Changes an object by a command, so that no other change is lost; prints the version.",
    customSynopsis = {
      "etagere update KEY [--default VALUE] [--timeout TIME] [--type TYPE]",
      "                      [OPTIONS] -- COMMAND..."
    },
    description = {
      "",
      "The object goes to COMMAND's standard input, and what COMMAND prints is written back if nobody"
          + " else has changed the object meanwhile; if somebody has, COMMAND runs again on what is"
          + " there now. So COMMAND may run several times: it should have no other effect.",
      "",
      "If COMMAND fails or prints nothing, nothing is changed and that is an error. If it prints what"
          + " it was given, nothing is written. Its error output is shown as it is."
    },
    footer = {
      "  etagere update n --default 0 -- awk '{print $1+1}'",
      "  etagere update settings.json -- jq '.theme = \"dark\"'",
      "  etagere update list --default '' -- sh -c 'cat; echo one more line'"
    })
final class UpdateCommand extends StoreCommand {
  private static final Duration DEFAULT_TIME = Duration.ofSeconds(30);

  @Parameters(index = "0", paramLabel = "KEY", description = "The key.")
  @SuppressWarnings("NullAway.Init")
  String key;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "COMMAND",
      description = "The command and its arguments, after --.")
  @SuppressWarnings("NullAway.Init")
  List<String> command;

  @Option(
      names = "--default",
      paramLabel = "VALUE",
      description = "What COMMAND is given where there is no object; else that is exit code 4.")
  @Nullable String initial;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "When to give up, all runs of COMMAND included; --deadline's or 30s by default.")
  @Nullable Duration timeout;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "The content type; kept as it is, or guessed for a new object, by default.")
  @Nullable String type;

  private boolean written;

  @Override
  List<String> keys() {
    return List.of(key);
  }

  @Override
  boolean onlyReads() {
    return initial == null;
  }

  @Override
  void run(ObjectStore store) throws IOException {
    Duration time = time();
    Deadline deadline = Deadline.after(time, Ambient.system());
    Filter filter = new Filter(command);
    deed().writes("the update of '" + key + "'");
    Version version = store.within(time).revise(key, now -> revised(now, filter, deadline));
    deed().done();
    print(
        String.valueOf(version),
        Fields.of("key", key)
            .and("version", String.valueOf(version))
            .and("written", written)
            .map());
  }

  private Duration time() {
    if (timeout != null) {
      return timeout;
    }
    return root.deadline == null ? DEFAULT_TIME : root.deadline;
  }

  private @Nullable Content revised(
      @Nullable StoredObject current, Filter filter, Deadline deadline) {
    // Again: what was written before was not applied.
    deed().writes("the update of '" + key + "'");
    byte[] before = current == null ? initial() : current.asBytes();
    byte[] after = filter.run(before, deadline);
    Attributes attributes = attributes(current);
    written =
        current == null
            || !Arrays.equals(before, after)
            || !attributes.equals(current.info().attributes());
    deed().perhapsApplied();
    return written ? Content.of(new Body.Bytes(after), attributes) : null;
  }

  private byte[] initial() {
    if (initial == null) {
      throw new AbsentException(
          key, "'" + key + "' does not exist; give --default VALUE to start from that", null);
    }
    return initial.getBytes(StandardCharsets.UTF_8);
  }

  private Attributes attributes(@Nullable StoredObject current) {
    if (current == null) {
      return Attributes.ofType(type == null ? ContentTypes.guess(key) : type);
    }
    Attributes kept = current.info().attributes();
    return type == null ? kept : kept.withContentType(type);
  }
}
