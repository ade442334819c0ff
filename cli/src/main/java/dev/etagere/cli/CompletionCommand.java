package dev.etagere.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Prints a completion script. */
@Command(
    name = "completion",
    header = "Prints a script that completes commands and options in a shell.",
    customSynopsis = {"etagere completion bash|zsh"},
    footer = {
      "  source <(etagere completion bash)     # in ~/.bashrc",
      "  source <(etagere completion zsh)      # in ~/.zshrc"
    })
final class CompletionCommand implements Callable<Integer> {
  /** The shells there is a script for. */
  enum Shell {
    bash,
    zsh
  }

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  RootCommand root;

  // One script serves both: it looks which of the two reads it.
  @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
  @SuppressWarnings("NullAway.Init")
  Shell shell;

  @Override
  public Integer call() throws IOException {
    Cli cli = new Cli(root.console(), Opener.FRONT_DOOR);
    String script = AutoComplete.bash("etagere", cli.complete());
    root.console().out().write(script.getBytes(StandardCharsets.UTF_8));
    return ExitCode.OK.number();
  }
}
