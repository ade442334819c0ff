package dev.etagere.benchmarks.load;

import dev.etagere.benchmarks.process.S3;
import dev.etagere.benchmarks.process.Talker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The peer on Node, {@code @kessler/s3-store}: installed once for each lock file. */
public final class Node {
  /** Its name in lines. */
  public static final String NAME = "s3-store-4.0.0";

  private static final List<String> FILES =
      List.of("package.json", "package-lock.json", "load.mjs");
  private static final long LIMIT_SECONDS = 120;

  private final Path directory;
  private final @Nullable String problem;

  private Node(Path directory, @Nullable String problem) {
    this.directory = directory;
    this.problem = problem;
  }

  /** Installs it below a directory for work, if that is possible. */
  public static Node install(Path home, Path work) throws IOException, InterruptedException {
    Path directory = Files.createDirectories(work.resolve("node"));
    return new Node(directory, firstProblem(home.resolve("src/main/node"), directory));
  }

  /** Why it cannot be measured, or {@code null} if it can. */
  public @Nullable String problem() {
    return problem;
  }

  private static @Nullable String firstProblem(Path sources, Path directory)
      throws IOException, InterruptedException {
    for (String tool : List.of("node", "npm")) {
      try {
        if (run(directory, tool, "--version") != 0) {
          return tool + " does not run";
        }
      } catch (IOException e) {
        return tool + " is not installed";
      }
    }
    Path done = directory.resolve("installed-lock.json");
    Path lock = sources.resolve("package-lock.json");
    for (String file : FILES) {
      copy(sources.resolve(file), directory.resolve(file));
    }
    if (!Files.exists(done) || Files.mismatch(done, lock) >= 0) {
      if (run(directory, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund") != 0) {
        return "npm ci fails, perhaps for want of a network: see " + directory.resolve("output");
      }
      copy(lock, done);
    }
    return null;
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
    try {
      return process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) ? process.exitValue() : -1;
    } finally {
      process.destroyForcibly();
    }
  }

  /**
   * Starts one.
   *
   * @param load {@code small} or {@code hot}
   * @param atOnce how many operations are under way at once
   */
  public Client start(S3 server, String load, int atOnce) throws IOException {
    Map<String, String> environment = new TreeMap<>(server.environment());
    environment.put("NODE_NO_WARNINGS", "1");
    return Client.over(
        Talker.start(
            List.of(
                "node",
                "load.mjs",
                server.endpoint().toString(),
                server.bucket(),
                load,
                Integer.toString(atOnce)),
            directory,
            environment),
        server);
  }
}
