package dev.etagere.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reads a command line and runs the command it names. */
final class Cli {
  private static final Set<String> WITH_VALUE = Set.of("--at", "--dir", "--deadline");

  private final Console console;
  private final RootCommand root;
  private final Deed deed;

  Cli(Console console, Opener opener) {
    this(console, opener, new Deed());
  }

  /** Tells in the deed what the command is at. */
  Cli(Console console, Opener opener, Deed deed) {
    this.console = console;
    this.deed = deed;
    this.root = new RootCommand(console, opener, deed);
  }

  /** Runs it to its end; whatever happens is told on standard error and by the exit code. */
  ExitCode run(String... args) {
    String[] asked = helpAsOption(args);
    try {
      ExitCode code = asked.length == 0 ? nothingAsked() : execute(asked);
      console.out().flush();
      return deed.isInterrupted() ? tellInterrupted(code) : code;
    } catch (IOException e) {
      return tell(e);
    }
  }

  private ExitCode execute(String[] args) {
    int code = commandLine(nameIn(args)).execute(args);
    for (ExitCode known : ExitCode.values()) {
      if (known.number() == code) {
        return known;
      }
    }
    return ExitCode.FAILURE;
  }

  private ExitCode nothingAsked() {
    complete().usage(console.err());
    return ExitCode.USAGE;
  }

  /** With every command there is, for the help and the completion. */
  CommandLine complete() {
    return commandLine(null);
  }

  private CommandLine commandLine(@Nullable String name) {
    CommandLine line = new CommandLine(root);
    if (name != null && Commands.NAMES.contains(name)) {
      line.addSubcommand(name, Commands.create(name));
    } else {
      Commands.NAMES.forEach(each -> line.addSubcommand(each, Commands.create(each)));
      line.getCommandSpec().usageMessage().exitCodeList(ExitCode.table());
    }
    line.getSubcommands().values().forEach(Cli::alike);
    Handlers handlers = new Handlers();
    line.getCommandSpec().versionProvider(handlers);
    return line
        // An argument "@x" is a key, not a file of arguments.
        .setExpandAtFiles(false)
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(console.outIsTerminal() ? Ansi.AUTO : Ansi.OFF))
        .setOut(new PrintWriter(console.out(), false, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
        .setExecutionExceptionHandler(handlers)
        .setParameterExceptionHandler(handlers);
  }

  /** What the help of every command has in common: its own options first, those of all last. */
  private static void alike(CommandLine command) {
    command
        .getCommandSpec()
        .usageMessage()
        .sortOptions(false)
        .parameterListHeading("%n")
        .exitCodeListHeading("%nExit codes: see etagere --help.%n")
        .footerHeading("%nExamples:%n");
  }

  private static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return (version == null ? "(not packaged)" : version)
        + ", Java "
        + System.getProperty("java.version");
  }

  private ExitCode tell(Throwable error) {
    if (root.debug) {
      error.printStackTrace(console.err());
    }
    Failure failure = deed.isInterrupted() ? interrupted(error) : Failure.of(error);
    if (failure.message() != null) {
      console.error(failure.message());
    }
    return failure.code();
  }

  private Failure interrupted(@Nullable Throwable error) {
    return new Failure(ExitCode.INTERRUPTED, deed.truth(error));
  }

  /** An interrupt that came too late to change anything is worth a word only of a write. */
  private ExitCode tellInterrupted(ExitCode code) {
    String truth = code == ExitCode.OK && deed.isDone() ? deed.truth(null) : null;
    if (truth != null) {
      console.error(truth);
    }
    return code == ExitCode.OK && !deed.isDone() ? code : ExitCode.INTERRUPTED;
  }

  private ExitCode tellUsage(ParameterException error) {
    String message = Failure.oneLine(String.valueOf(error.getMessage()));
    List<String> near =
        error instanceof UnmatchedArgumentException e ? e.getSuggestions() : List.of();
    boolean optionLike =
        error.getCommandLine().getUnmatchedArguments().stream().anyMatch(a -> a.startsWith("-"));
    if (error instanceof MissingParameterException && optionLike) {
      message +=
          "; "
              + String.join(" ", error.getCommandLine().getUnmatchedArguments())
              + " is no option, and a key that starts with '-' stands after --";
    }
    String meant = near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
    console.error(
        message
            + meant
            + " (see "
            + error.getCommandLine().getCommandSpec().qualifiedName()
            + " --help)");
    return ExitCode.USAGE;
  }

  /** {@code help put} is {@code put --help}. */
  private static String[] helpAsOption(String[] args) {
    if (args.length == 0 || !args[0].equals("help")) {
      return args;
    }
    return args.length == 1 ? new String[] {"--help"} : new String[] {args[1], "--help"};
  }

  /** The first word that is neither an option nor an option's value. */
  private static @Nullable String nameIn(String[] args) {
    for (int i = 0; i < args.length; i++) {
      if (!args[i].startsWith("-")) {
        return args[i];
      }
      if (WITH_VALUE.contains(args[i])) {
        i++;
      }
    }
    return null;
  }

  /** No lambdas: those of picocli's interfaces, of Java 5, cannot be archived for a fast start. */
  private final class Handlers
      implements IVersionProvider, IExecutionExceptionHandler, IParameterExceptionHandler {
    @Override
    public String[] getVersion() {
      return new String[] {"etagere " + version()};
    }

    @Override
    public int handleExecutionException(Exception error, CommandLine command, ParseResult parsed) {
      return tell(error).number();
    }

    @Override
    public int handleParseException(ParameterException error, String[] args) {
      return tellUsage(error).number();
    }
  }
}
