package dev.etagere.benchmarks.jmh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the JVM's compilers have used of the CPU, as Linux tells it; nothing elsewhere. They must
 * not come and go ({@code -XX:-UseDynamicNumberOfCompilerThreads}).
 */
final class Compilers {
  private static final Path THREADS = Path.of("/proc/self/task");

  private Compilers() {}

  /** In nanoseconds, since the start. */
  static long cpu() {
    if (!Files.isDirectory(THREADS)) {
      return 0;
    }
    long sum = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
      for (Path thread : threads) {
        sum += cpu(thread);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + THREADS, e);
    }
    return sum;
  }

  private static long cpu(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).contains("CompilerThre")
          ? Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", 2)[0])
          : 0;
    } catch (IOException e) {
      // It has ended.
      return 0;
    }
  }
}
