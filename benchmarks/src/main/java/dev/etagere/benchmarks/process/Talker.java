package dev.etagere.benchmarks.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that answers each line with a line, and ends with its standard input. */
public final class Talker implements AutoCloseable {
  private static final long LAST_SECONDS = 10;

  private final Process process;
  private final BufferedReader said;
  private final BufferedWriter asked;

  private Talker(Process process) {
    this.process = process;
    this.said = process.inputReader(StandardCharsets.UTF_8);
    this.asked =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Starts a JVM on the ordinary class path.
   *
   * @param options of the JVM, such as {@code -Xmx256m}, perhaps another class path
   */
  public static Talker java(
      Class<?> main, List<String> options, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(List.of("-cp", ClassPath.ordinary()));
    command.addAll(options);
    String recording = System.getProperty("etagere.benchmarks.record");
    if (recording != null && !main.equals(ServerMain.class)) {
      // It would tell of its start among the answers.
      command.add("-Xlog:jfr+startup=error");
      command.add("-XX:FlightRecorderOptions=stackdepth=256");
      command.add(
          "-XX:StartFlightRecording=settings=profile,dumponexit=true,filename=" + recording);
    }
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return start(command, Path.of("."), environment);
  }

  /** Starts any program. */
  public static Talker start(List<String> command, Path directory, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    return new Talker(builder.start());
  }

  /** Says something; the answer is read apart, so that several can be at work at once. */
  public void say(String line) throws IOException {
    asked.write(line);
    asked.newLine();
    asked.flush();
  }

  /**
   * The next line of its answers.
   *
   * @throws IOException if it has ended
   */
  public String hear() throws IOException {
    String line = said.readLine();
    if (line == null) {
      throw new IOException("a process ended before it answered; see its errors above");
    }
    return line;
  }

  /** Says something and reads the answer. */
  public String ask(String line) throws IOException {
    say(line);
    return hear();
  }

  @Override
  public void close() {
    try {
      asked.close();
    } catch (IOException e) {
      // It has ended already.
    }
    try {
      if (process.waitFor(LAST_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
