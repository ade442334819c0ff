package dev.etagere.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs commands in this process, as the launcher would in one of their own. */
final class Commandline {
  private final Path home;
  private final Opener opener;
  private final List<String> first;

  private Commandline(Path home, Opener opener, List<String> first) {
    this.home = home;
    this.opener = opener;
    this.first = first;
  }

  /** Without options: the store is on disk, under this home. */
  static Commandline at(Path home) {
    return new Commandline(home, Opener.FRONT_DOOR, List.of());
  }

  static Commandline with(Path home, Opener opener) {
    return new Commandline(home, opener, List.of());
  }

  /** The same with options before each command. */
  Commandline before(String... options) {
    return new Commandline(home, opener, List.of(options));
  }

  /** Its options and these. */
  String[] with(String... options) {
    List<String> all = new ArrayList<>(first);
    all.addAll(List.of(options));
    return all.toArray(String[]::new);
  }

  Result run(String... args) {
    return runWith("", args);
  }

  Result runWith(String input, String... args) {
    return runWith(input.getBytes(StandardCharsets.UTF_8), args);
  }

  Result runWith(byte[] input, String... args) {
    List<String> all = new ArrayList<>(first);
    all.addAll(List.of(args));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream(input),
            out,
            new PrintStream(err, true, StandardCharsets.UTF_8),
            "",
            home);
    ExitCode code = new Cli(console, opener).run(all.toArray(String[]::new));
    return new Result(code, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
  }

  /** What a command left. */
  @SuppressWarnings("ArrayRecordComponent") // only read
  record Result(ExitCode code, byte[] bytes, String err) {
    String out() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The one line it printed, when all went well. */
    String line() {
      if (code != ExitCode.OK || !err.isEmpty()) {
        throw new AssertionError(code + ": " + err);
      }
      return out().stripTrailing();
    }
  }
}
