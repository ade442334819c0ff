package dev.etagere.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The surroundings of a command.
 *
 * @param out buffered; text on it is UTF-8 whatever the locale
 * @param terminals the digits of those file descriptors among 0, 1 and 2 that are terminals
 * @param home where {@code .etagere} is
 */
record Console(InputStream in, OutputStream out, PrintStream err, String terminals, Path home) {
  /** Java cannot tell which of its streams are terminals; the launcher can. */
  private static final String TERMINALS = "etagere.terminals";

  private static final int BUFFER = 1 << 16;

  static Console ofProcess() {
    OutputStream out = new StandardOutput(new FileOutputStream(FileDescriptor.out));
    OutputStream err = new FileOutputStream(FileDescriptor.err);
    return new Console(
        new StandardInput(new FileInputStream(FileDescriptor.in)),
        new BufferedOutputStream(out, BUFFER),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        System.getProperty(TERMINALS, ""),
        homeOfUser());
  }

  private static Path homeOfUser() {
    // Java asks the password file, everybody else HOME.
    String home = System.getenv("HOME");
    return Path.of(home == null || home.isEmpty() ? System.getProperty("user.home") : home);
  }

  void line(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.write('\n');
  }

  void error(String message) {
    err.println("etagere: " + message);
  }

  boolean errIsTerminal() {
    return terminals.contains("2");
  }

  boolean outIsTerminal() {
    return terminals.contains("1");
  }
}
