package dev.etagere.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.etagere.Etagere;
import dev.etagere.core.Ambient;
import dev.etagere.core.Content;
import dev.etagere.core.ListEntry;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Listing;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.Version;
import dev.etagere.local.LocalEngine;
import dev.etagere.local.server.LocalS3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** A full disk is told as such, loses nothing that was acknowledged, and works when it is not. */
@Tag("once")
class DiskFullTest {
  private static final int MEBIBYTES = 8;
  private static final int SMALL = 1_000;
  private static final int LARGE = 300_000;

  @TempDir Path directory;

  @Test
  void engine_diskFull_saysSoAndWorksAgainAfterwards() throws Exception {
    try (SmallDisk disk = SmallDisk.orSkip(directory, MEBIBYTES);
        ObjectStore store = Etagere.open(Location.data(shelf(disk).toUri().toString()))) {
      new Check(disk, store, "no space left").run();
    }
  }

  @Test
  void serverOverEngine_diskFull_saysSoAndWorksAgainAfterwards() throws Exception {
    try (SmallDisk disk = SmallDisk.orSkip(directory, MEBIBYTES);
        LocalEngine engine = LocalEngine.onDisk(shelf(disk), Ambient.system());
        LocalS3Server server = server(engine, shelf(disk));
        S3Client client = ServerProcess.client(shelf(disk), server.endpoint()).build();
        ObjectStore store = S3Stores.over(client, Location.data("s3://small"))) {
      engine.createBucket("small");
      // A full disk may pass: it is tried again until the deadline.
      new Check(disk, store.within(Duration.ofSeconds(4)), "StorageFull").run();
    }
  }

  private static Path shelf(SmallDisk disk) {
    return disk.directory().resolve("shelf");
  }

  private static LocalS3Server server(LocalEngine engine, Path shelf) {
    return LocalS3Server.builder().engine(engine).keys(ServerProcess.keys(shelf)).start();
  }

  /** What holds of any store on a small disk. */
  private static final class Check {
    private final SmallDisk disk;
    private final ObjectStore store;
    private final String words;
    private final Map<String, Integer> acknowledged = new TreeMap<>();

    Check(SmallDisk disk, ObjectStore store, String words) {
      this.disk = disk;
      this.store = store;
      this.words = words;
    }

    void run() throws IOException {
      String large = createUntilRefused("large", LARGE);
      assertHolds();
      // What room there is is enough to make more.
      delete("large-0");
      create(large, LARGE);

      Path ballast = disk.fill();
      String small = createUntilRefused("small", SMALL);
      assertRefusesChanges();
      assertHolds();

      Files.delete(ballast);
      delete("large-1");
      create(small, SMALL);
      assertHolds();
    }

    /** Returns the key refused; each one before it was acknowledged. */
    private String createUntilRefused(String name, int size) {
      for (int i = 0; ; i++) {
        String key = name + "-" + i;
        Throwable refusal = catchThrowable(() -> create(key, size));
        if (refusal != null) {
          assertThat(refusal)
              .isInstanceOf(UnavailableException.class)
              .hasMessageContaining(words)
              .hasMessageContaining("try again");
          return key;
        }
      }
    }

    private void assertRefusesChanges() {
      Version version = store.head("large-1").orElseThrow().version();
      assertThatThrownBy(() -> store.replace("large-1", content("other", SMALL), version))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining(words);
      assertThatThrownBy(() -> store.update("large-1", content -> content("other", SMALL)))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining(words);
    }

    private void create(String key, int size) {
      store.create(key, content(key, size));
      acknowledged.put(key, size);
    }

    private void delete(String key) {
      store.delete(key);
      acknowledged.remove(key);
    }

    private static Content content(String key, int size) {
      return Content.of(Noise.bytes(key.hashCode(), size));
    }

    private void assertHolds() {
      try (Listing listing = store.list(ListQuery.all())) {
        assertThat(listing.stream().map(ListEntry::name))
            .containsExactlyElementsOf(acknowledged.keySet());
      }
      acknowledged.forEach(
          (key, size) -> {
            byte[] there = store.get(key).orElseThrow().asBytes();
            assertThat(Arrays.equals(there, Noise.bytes(key.hashCode(), size))).as(key).isTrue();
          });
    }
  }
}
