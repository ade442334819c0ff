package dev.etagere.contract;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another JVM on the class path of the tests. Its standard input ends with this one. */
final class Jvm implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private Jvm(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Starts one.
   *
   * @param options such as {@code -Xmx256m}
   */
  static Jvm start(Class<?> main, List<String> options, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return new Jvm(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** The next line it prints. */
  String line() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new IOException("the other JVM ended without a word; see its errors above");
    }
    return line;
  }

  /** All it prints until it ends; its exit code must be 0. */
  List<String> await() throws IOException, InterruptedException {
    List<String> rest = output.lines().toList();
    int code = process.waitFor();
    if (code != 0) {
      throw new IOException("the other JVM ended with " + code + "; see its errors above");
    }
    return rest;
  }

  /** Ends its standard input, which most take as the end; else it is killed. */
  @Override
  public void close() throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      process.waitFor();
    }
  }
}
