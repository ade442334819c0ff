package dev.etagere.contract;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A disk that is soon full: memory mounted as one, which Linux lets its administrator do. */
final class SmallDisk implements AutoCloseable {
  private final Path directory;

  private SmallDisk(Path directory) {
    this.directory = directory;
  }

  /** Mounts one at an empty directory, or skips the test. */
  static SmallDisk orSkip(Path directory, int mebibytes) throws IOException, InterruptedException {
    String problem =
        run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", directory.toString());
    Assumptions.assumeTrue(problem == null, () -> "skipped: no small disk here: " + problem);
    return new SmallDisk(directory);
  }

  Path directory() {
    return directory;
  }

  /** Takes all that is left of it, until the file is deleted. */
  Path fill() throws IOException {
    Path ballast = directory.resolve("ballast");
    byte[] piece = new byte[4_096];
    try (var out = Files.newOutputStream(ballast)) {
      while (true) {
        out.write(piece);
      }
    } catch (IOException full) {
      return ballast;
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    // Lazily: a file that is still open must not keep it mounted for ever.
    String problem = run("umount", "-l", directory.toString());
    if (problem != null) {
      throw new IOException("the small disk stays mounted at " + directory + ": " + problem);
    }
  }

  /** What went wrong, or {@code null}. */
  private static String run(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean done = process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
      return done ? null : command[0] + ": " + said.strip();
    } catch (IOException e) {
      return e.getMessage();
    }
  }
}
