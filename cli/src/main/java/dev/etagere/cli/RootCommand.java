package dev.etagere.cli;

import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.local.LocalProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

  /** A store that is empty, and gone when it is closed. */
  private static final String NOTHING = "mem:";

  /** From so many locations on a store counts copies. */
  private static final int SEVERAL = 3;

  private static final String ROLE = "role=";
  private static final String DATA = "data";
  private static final String WITNESS = "witness";

  @Option(
      names = "--at",
      paramLabel = "URI",
      scope = ScopeType.INHERIT,
      parameterConsumer = EachTime.class,
      description = {
        "Where the objects are: s3://bucket/prefix?region=…, file:/folder or mem:name. Twice: two"
            + " that replicate to each other. Three times: any one may be lost; one of the three may"
            + " be a witness (?role=witness), which holds no content."
      })
  @Nullable List<String> at;

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

  private @Nullable Written written;
  private final Console console;
  private final Opener opener;
  private final Deed deed;

  RootCommand(Console console, Opener opener, Deed deed) {
    this.console = console;
    this.opener = opener;
    this.deed = deed;
  }

  Console console() {
    return console;
  }

  Deed deed() {
    return deed;
  }

  /** Opens the store of the command, and makes it where there is none. */
  ObjectStore open() {
    return open(locations());
  }

  /**
   * Opens the store of a command that only reads, which makes none: most likely its folder is
   * misspelt. Only that no default folder was ever written to is no mistake.
   */
  ObjectStore openThere() {
    List<Location> locations = locations();
    Location missing = locations.stream().filter(l -> !isThere(l)).findFirst().orElse(null);
    if (missing == null) {
      return open(locations);
    }
    if (at != null || dir != null) {
      throw new CliException(
          ExitCode.ABSENT,
          "there is no store at "
              + (dir == null ? missing : dir)
              + ", and nothing was changed; correct the name, or 'etagere put' makes one there",
          null);
    }
    return opener.open(List.of(Location.data(NOTHING)), deadline, null);
  }

  /** Counts copies where the store does; what it needs is loaded only then. */
  ObjectStore open(List<Location> locations) {
    if (locations.size() < SEVERAL) {
      return opener.open(locations, deadline, null);
    }
    Written heard = new Written();
    written = heard;
    return opener.open(locations, deadline, heard.listener());
  }

  /** How many full copies there are of what was written last; 0 where that is not counted. */
  int copies() {
    return written == null ? 0 : written.copies();
  }

  /** Opens one of several by itself, whatever its role, and makes no store where there is none. */
  ObjectStore openAlone(Location location, @Nullable Duration limit) {
    if (!isThere(location)) {
      throw CliException.usage("there is no store at " + location + "; correct the name");
    }
    return openOne(location, limit);
  }

  /** Opens one of several by itself, whatever its role, and makes a store where there is none. */
  ObjectStore openOne(Location location) {
    return openOne(location, deadline);
  }

  private ObjectStore openOne(Location location, @Nullable Duration limit) {
    return opener.open(List.of(new Location(location.uri(), Location.Role.DATA)), limit, null);
  }

  private static boolean isThere(Location location) {
    return !location.scheme().equals("file") || LocalProvider.isThere(location);
  }

  /** In the order given. */
  List<Location> locations() {
    if (at != null && dir != null) {
      throw CliException.usage("--at and --dir both say where the objects are; give one of them");
    }
    return at == null ? List.of(folder()) : at.stream().map(RootCommand::location).toList();
  }

  /**
   * The one location of a command that works on no more.
   *
   * @param does such as "probe tries"
   */
  Location onlyLocation(String does) {
    List<Location> locations = locations();
    if (locations.size() != 1) {
      throw CliException.usage(
          does + " one location at a time, not " + locations.size() + "; give --at once");
    }
    Location location = locations.get(0);
    if (location.role() == Location.Role.WITNESS) {
      throw CliException.usage(does + " a location with objects; leave role=witness out");
    }
    return location;
  }

  /** A parameter of its own says what the location is for, and is no part of where it is. */
  static Location location(String uri) {
    String[] parts = uri.split("\\?", 2);
    List<String> others = new ArrayList<>();
    String role = DATA;
    for (String parameter : parts.length == 1 ? new String[0] : parts[1].split("&", -1)) {
      if (parameter.startsWith(ROLE)) {
        role = parameter.substring(ROLE.length());
      } else {
        others.add(parameter);
      }
    }
    String bare = others.isEmpty() ? parts[0] : parts[0] + "?" + String.join("&", others);
    return switch (role) {
      case WITNESS -> Location.witness(bare);
      case DATA -> Location.data(bare);
      default ->
          throw CliException.usage(
              "--at: role=" + role + " is not known; it is data, the default, or witness");
    };
  }

  /** The folder of the embedded engine, for what works on nothing else. */
  Path folderToServe() {
    if (at != null) {
      throw CliException.usage(
          "serve works on one folder of this machine; give it with --dir, and leave --at out");
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
