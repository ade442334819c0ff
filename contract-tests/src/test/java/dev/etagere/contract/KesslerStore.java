package dev.etagere.contract;

import dev.etagere.testkit.CephGateway;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * The programs in {@code src/test/node}, which write through {@code @kessler/s3-store}; installed
 * into a copy under {@code target}, once for each lock file.
 */
final class KesslerStore {
  private static final Path SOURCES = Path.of("src/test/node");
  private static final List<String> FILES =
      List.of("package.json", "package-lock.json", "counter.mjs");
  private static final long LIMIT_SECONDS = 240;

  private final Path directory;

  private KesslerStore(Path directory) {
    this.directory = directory;
  }

  /** Installs it, or skips the test that asks for it; with servers required, that is an error. */
  static KesslerStore orSkip() throws IOException, InterruptedException {
    Path directory = Files.createDirectories(Path.of("target/node"));
    String problem = firstProblem(directory);
    if (problem != null && "true".equals(System.getenv(CephGateway.REQUIRE_SERVERS))) {
      throw new IllegalStateException(CephGateway.REQUIRE_SERVERS + "=true, but " + problem);
    }
    Assumptions.assumeTrue(problem == null, () -> "skipped: " + problem);
    return new KesslerStore(directory);
  }

  private static String firstProblem(Path directory) throws IOException, InterruptedException {
    for (String tool : List.of("node", "npm")) {
      try {
        if (run(directory, tool, "--version") != 0) {
          return tool + " does not run";
        }
      } catch (IOException e) {
        return tool + " is not installed (apt-get install nodejs npm)";
      }
    }
    return installed(directory) ? null : "npm ci fails: " + output(directory);
  }

  private static boolean installed(Path directory) throws IOException, InterruptedException {
    Path done = directory.resolve("installed-lock.json");
    Path lock = SOURCES.resolve("package-lock.json");
    for (String file : FILES) {
      copy(SOURCES.resolve(file), directory.resolve(file));
    }
    if (Files.exists(done) && Files.mismatch(done, lock) < 0) {
      return true;
    }
    if (run(directory, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund") != 0) {
      return false;
    }
    copy(lock, done);
    return true;
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  private static int run(Path directory, String... command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile())
            .start();
    return await(process);
  }

  private static int await(Process process) throws InterruptedException {
    try {
      return process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) ? process.exitValue() : -1;
    } finally {
      process.destroyForcibly();
    }
  }

  private static String output(Path directory) throws IOException {
    return Files.readString(directory.resolve("output")).strip();
  }

  /** Whom to write to, and how. */
  record Target(
      URI endpoint, String accessKey, String secretKey, String bucket, boolean unquotedEtags) {}

  /** Starts a process that increments a counter. */
  Writer increment(Target target, String key, int times) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("node", "counter.mjs", "--endpoint", target.endpoint().toString()));
    command.addAll(List.of("--bucket", target.bucket(), "--key", key));
    command.addAll(List.of("--times", Integer.toString(times), "--seconds", "120"));
    if (target.unquotedEtags()) {
      command.add("--unquoted-etags");
    }
    File output = Files.createTempFile(directory, "writer", ".out").toFile();
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().put("AWS_ACCESS_KEY_ID", target.accessKey());
    builder.environment().put("AWS_SECRET_ACCESS_KEY", target.secretKey());
    builder.environment().put("AWS_REGION", "us-east-1");
    builder.environment().put("NODE_NO_WARNINGS", "1");
    return new Writer(builder.redirectErrorStream(true).redirectOutput(output).start(), output);
  }

  /** A process that writes. */
  record Writer(Process process, File output) implements AutoCloseable {
    /** What it says at its end. */
    String await() throws IOException, InterruptedException {
      int code = KesslerStore.await(process);
      String said = Files.readString(output.toPath()).strip();
      if (code != 0) {
        throw new IOException("counter.mjs ended with " + code + ": " + said);
      }
      return said;
    }

    @Override
    public void close() throws IOException {
      process.destroyForcibly();
      Files.deleteIfExists(output.toPath());
    }
  }
}
