package dev.etagere.contract;

import dev.etagere.Etagere;
import dev.etagere.core.Ambient;
import dev.etagere.core.Content;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.Precondition;
import dev.etagere.core.Version;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A process of little heap that creates a large object from a stream, and downloads it. */
final class LargeObjectProcess {
  static final long SEED = 20_261_121;

  private LargeObjectProcess() {}

  static Jvm start(Path directory, URI endpoint, String key, long size, Path file)
      throws IOException {
    return Jvm.start(
        LargeObjectProcess.class,
        List.of("-Xmx256m", "-Daws.sharedCredentialsFile=" + directory.resolve("keys")),
        "s3://" + ServerProcess.BUCKET + "?path-style=true&endpoint=" + endpoint,
        key,
        Long.toString(size),
        file.toString());
  }

  /** What the process does. */
  public static void main(String[] arguments) throws IOException {
    String key = arguments[1];
    long size = Long.parseLong(arguments[2]);
    Path file = Path.of(arguments[3]);
    try (ObjectStore store = Etagere.open(Location.data(arguments[0]))) {
      long start = Ambient.system().nanoTime();
      Content noise = Content.stream(new Noise(SEED, size), size);
      Version version = store.put(key, noise, Precondition.absent());
      long uploaded = Ambient.system().nanoTime();
      ObjectInfo info = store.download(key, file);
      long downloaded = Ambient.system().nanoTime();

      require(info.version().equals(version), "the version downloaded is the one written");
      require(info.size() == size && Files.size(file) == size, "the size is " + size);
      try (InputStream there = Files.newInputStream(file)) {
        require(Noise.isAllOf(there, SEED, size), "the bytes are those that were written");
      }
      tell(size, uploaded - start, downloaded - uploaded);
    }
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("it does not hold that " + what);
    }
  }

  private static void tell(long size, long up, long down) {
    System.out.printf(
        Locale.ROOT,
        "%d MiB with a heap of %d MiB: up in %.1f s, down in %.1f s%n",
        size >> 20,
        Runtime.getRuntime().maxMemory() >> 20,
        up / 1e9,
        down / 1e9);
  }
}
