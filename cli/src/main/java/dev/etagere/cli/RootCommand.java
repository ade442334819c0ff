package dev.etagere.cli;

import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options every command takes, before or after its name. */
@Command(
    name = "etagere",
    header = "An object store that keeps compare-and-swap consistency.",
    description = {
      "",
      "Without --at the objects are in a folder of this machine, which any number of processes may"
          + " use at once."
    },
    customSynopsis = "etagere [OPTIONS] COMMAND ...   (etagere COMMAND --help tells more)",
    sortOptions = false,
    optionListHeading = "%nOptions, of every command:%n",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  etagere put notes/a README.md",
      "  etagere get notes/a | less",
      "  etagere put notes/a new.md --if-version VERSION",
      "  etagere update n --default 0 -- awk '{print $1+1}'",
      "  etagere --at 's3://bucket/prefix?region=eu-west-1' ls --long notes/",
      "  source <(etagere completion bash)"
    })
final class RootCommand {
  private static final String DEFAULT_DIR = ".etagere";

  @Option(
      names = "--at",
      paramLabel = "URI",
      scope = ScopeType.INHERIT,
      description = "Where the objects are: s3://bucket/prefix?region=…, file:/folder or mem:name.")
  @Nullable String at;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "The folder used without --at; ~/.etagere by default.")
  @Nullable Path dir;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      scope = ScopeType.INHERIT,
      converter = DurationConverter.class,
      description =
          "How long one call may take, such as 500ms, 10s or 2h; 30s by default, 1h for"
              + " large bodies.")
  @Nullable Duration deadline;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  boolean debug;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show the version.")
  boolean version;

  private final Console console;
  private final Opener opener;

  RootCommand(Console console, Opener opener) {
    this.console = console;
    this.opener = opener;
  }

  Console console() {
    return console;
  }

  ObjectStore open() {
    return opener.open(location(), deadline);
  }

  Location location() {
    if (at != null && dir != null) {
      throw CliException.usage("--at and --dir both say where the objects are; give one of them");
    }
    return at != null ? Location.data(at) : folder();
  }

  /** The folder of the embedded engine, for what works on nothing else. */
  Path folderToServe() {
    if (at != null) {
      throw CliException.usage("only a folder can be served; give --dir, or leave --at out");
    }
    return (dir == null ? console.home().resolve(DEFAULT_DIR) : dir).toAbsolutePath();
  }

  private Location folder() {
    Path folder = dir == null ? console.home().resolve(DEFAULT_DIR) : dir;
    // The slash an existing folder's URI ends with must not make another location of it.
    String path = folder.toAbsolutePath().toUri().getRawPath().replaceFirst("(?<=.)/$", "");
    return Location.data("file:" + path);
  }
}
