package dev.etagere.testkit;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The script {@code ceph.sh}, laid out in a temporary directory of its own, where it can be run.
 */
final class CephScript {
  static final int DONE = 0;
  static final int PORT_TAKEN = 75;

  /** Above the script's own limits, which say better what went wrong. */
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final Path directory;

  private CephScript(Path directory) {
    this.directory = directory;
  }

  /** How a run ended: {@code output} is what it printed, errors included. */
  record Result(int code, String output) {}

  static CephScript extract() {
    try (InputStream script = CephScript.class.getResourceAsStream("ceph/ceph.sh")) {
      if (script == null) {
        throw new IllegalStateException(
            "ceph/ceph.sh is not in the test kit's jar: build it again");
      }
      Path directory = Files.createTempDirectory("etagere-ceph");
      Files.copy(script, directory.resolve("ceph.sh"));
      return new CephScript(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot lay out ceph.sh in the temporary directory", e);
    }
  }

  /** Where Ceph runs and keeps its logs. */
  Path home() {
    return directory.resolve("run");
  }

  Result run(Map<String, String> environment, String... arguments) throws IOException {
    // a file, not a pipe: a pipe that nobody reads while we wait would hold the script up
    File output = directory.resolve("output").toFile();
    ProcessBuilder builder = new ProcessBuilder("bash", directory.resolve("ceph.sh").toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).redirectOutput(output).start();
    int code = await(process);
    return new Result(code, Files.readString(output.toPath()).strip());
  }

  private static int await(Process process) throws IOException {
    try {
      if (process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        return process.exitValue();
      }
      throw new IOException("ceph.sh still runs after " + LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while ceph.sh runs");
    } finally {
      // a script that is stopped stops what it has started
      process.destroy();
    }
  }

  void delete() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
