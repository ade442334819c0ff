package dev.etagere.cli;

/** The {@code etagere} command. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code, see {@code etagere --help}. */
  public static void main(String[] args) {
    Interrupts interrupts = Interrupts.watch(Thread.currentThread());
    ExitCode code = new Cli(Console.ofProcess(), Opener.FRONT_DOOR).run(args);
    interrupts.finished();
    System.exit(code.number());
  }
}
