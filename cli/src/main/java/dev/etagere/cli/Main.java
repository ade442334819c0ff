package dev.etagere.cli;

/** The {@code etagere} command. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code, see {@code etagere --help}. */
  public static void main(String[] args) {
    searchLess();
    Console console = Console.ofProcess();
    Deed deed = new Deed();
    Interrupts interrupts = Interrupts.watch(Thread.currentThread(), deed, console);
    ExitCode code = new Cli(console, Opener.FRONT_DOOR, deed).run(args);
    interrupts.finished();
    System.exit(code.number());
  }

  /** Spares a short command two searches of every jar: for Groovy, and for the log there is not. */
  static void searchLess() {
    System.setProperty("picocli.disable.closures", "true");
    System.setProperty("slf4j.provider", "org.slf4j.nop.NOPServiceProvider");
    System.setProperty("slf4j.internal.verbosity", "WARN");
  }
}
