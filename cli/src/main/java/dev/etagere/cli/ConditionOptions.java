package dev.etagere.cli;

import dev.etagere.core.Precondition;
import dev.etagere.core.Version;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What must hold for a write. */
final class ConditionOptions {
  @Option(names = "--if-absent", description = "Only if there is no such object; else exit code 3.")
  boolean ifAbsent;

  @Option(
      names = "--if-version",
      paramLabel = "VERSION",
      converter = VersionConverter.class,
      description = "Only if the object is still at this version; else exit code 3.")
  @Nullable Version ifVersion;

  Precondition precondition() {
    if (ifAbsent && ifVersion != null) {
      throw CliException.usage("--if-absent and --if-version exclude each other");
    }
    if (ifVersion != null) {
      return Precondition.matches(ifVersion);
    }
    return ifAbsent ? Precondition.absent() : Precondition.none();
  }
}
