package dev.etagere.cli;

import dev.etagere.core.ObjectStore;
import dev.etagere.core.Version;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Copies an object inside its location. */
@Command(
    name = "cp",
    header = "Copies an object with its type and metadata and prints the new version.",
    customSynopsis = {"etagere cp FROM TO [--if-absent | --if-version VERSION] [OPTIONS]"},
    description = {"", "The conditions are about TO."},
    footer = {"  etagere cp notes/a notes/b --if-absent"})
final class CpCommand extends StoreCommand {
  @Parameters(index = "0", paramLabel = "FROM", description = "The key to copy.")
  @SuppressWarnings("NullAway.Init")
  String from;

  @Parameters(index = "1", paramLabel = "TO", description = "The key to write.")
  @SuppressWarnings("NullAway.Init")
  String to;

  @Mixin ConditionOptions condition = new ConditionOptions();

  @Override
  List<String> keys() {
    return List.of(from, to);
  }

  @Override
  void check() {
    condition.precondition();
  }

  @Override
  boolean onlyReads() {
    return true;
  }

  @Override
  void run(ObjectStore store) throws IOException {
    deed().writes("the copy to '" + to + "'");
    deed().perhapsApplied();
    Version version = store.copy(from, to, condition.precondition());
    deed().done();
    Fields fields = Fields.of("key", to).and("version", version.toString());
    print(version.toString(), withCopies(fields).map());
  }
}
