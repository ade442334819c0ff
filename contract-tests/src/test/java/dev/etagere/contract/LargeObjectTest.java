package dev.etagere.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.Precondition;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** Objects that no heap here could hold, through processes of little heap on both sides. */
class LargeObjectTest {
  private static final long GIB = 1L << 30;
  private static final int SOME_PARTS = (40 << 20) + 5;

  @TempDir(factory = InTarget.class)
  static Path directory;

  private static ServerProcess server;
  private static S3Client client;
  private static ObjectStore store;

  @BeforeAll
  static void start() throws Exception {
    server = ServerProcess.start(directory.resolve("shelf"));
    client = server.client();
    store = S3Stores.over(client, Location.data("s3://" + ServerProcess.BUCKET));
  }

  @AfterAll
  static void stop() throws Exception {
    store.close();
    client.close();
    server.close();
  }

  @Tag("once")
  @Test
  void upload_oneGiB_comesBackTheSame() throws Exception {
    upAndDown(GIB);
  }

  @Test
  @EnabledIfSystemProperty(named = "etagere.long", matches = "true")
  void upload_aboveFiveGiB_comesBackTheSame() throws Exception {
    upAndDown(5 * GIB + 1);
  }

  private static void upAndDown(long size) throws Exception {
    assumeThat(Files.getFileStore(directory).getUsableSpace())
        .as("room on the disk for two copies and as much again")
        .isGreaterThan(3 * size);
    String key = "large-" + size;
    Path file = directory.resolve(key);
    try (Jvm other =
        LargeObjectProcess.start(directory.resolve("shelf"), server.endpoint(), key, size, file)) {
      System.out.println(other.line());
      other.await();
      assertThat(store.head(key).orElseThrow().size()).isEqualTo(size);
      assertNoUploads();
    } finally {
      Files.deleteIfExists(file);
      store.delete(key);
    }
  }

  @Test
  void create_existing_isAConflictThatLeavesNoParts() throws IOException {
    store.create("taken", Content.stream(new Noise(1, SOME_PARTS), SOME_PARTS));

    assertThatThrownBy(
            () -> store.create("taken", Content.stream(new Noise(2, SOME_PARTS), SOME_PARTS)))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("taken");

    assertNoUploads();
    try (InputStream there = store.open("taken").orElseThrow()) {
      assertThat(Noise.isAllOf(there, 1, SOME_PARTS)).isTrue();
    }
  }

  @Test
  void upload_streamFailsInTheMiddle_storesNothingAndLeavesNoParts() {
    InputStream failing = new Failing(new Noise(3, SOME_PARTS), SOME_PARTS / 2);

    assertThatThrownBy(() -> store.put("broken", Content.stream(failing, SOME_PARTS)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("broken")
        .hasRootCauseMessage("the disk of the caller fails");

    assertThat(store.head("broken")).isEmpty();
    assertNoUploads();
  }

  @Test
  void upload_streamEndsEarlyOrGoesOn_storesNothingAndLeavesNoParts() {
    for (int length : new int[] {SOME_PARTS - 1, SOME_PARTS + 1, SOME_PARTS - (8 << 20)}) {
      InputStream other = new Noise(4, length);
      assertThatThrownBy(() -> store.put("other", Content.stream(other, SOME_PARTS)))
          .as("%d bytes where %d were announced", length, SOME_PARTS)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("nothing was stored");
    }

    assertThat(store.head("other")).isEmpty();
    assertNoUploads();
  }

  @Test
  void upload_interrupted_storesNothingAndLeavesNoParts() {
    Thread caller = Thread.currentThread();
    InputStream interrupting =
        new Failing(new Noise(5, SOME_PARTS), SOME_PARTS / 2) {
          @Override
          void fail() {
            caller.interrupt();
          }
        };

    try {
      assertThatThrownBy(
              () -> store.create("interrupted", Content.stream(interrupting, SOME_PARTS)))
          .isInstanceOf(dev.etagere.core.UnavailableException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }

    assertThat(store.head("interrupted")).isEmpty();
    assertNoUploads();
  }

  @Test
  void upload_replacingOnAVersion_isJudgedWhenItCompletes() throws IOException {
    var first = store.create("version", Content.of("1"));
    var second = store.replace("version", Content.of("2"), first);

    assertThatThrownBy(
            () ->
                store.replace(
                    "version", Content.stream(new Noise(6, SOME_PARTS), SOME_PARTS), first))
        .isInstanceOf(ConflictException.class);
    assertNoUploads();
    store.put("version", Content.stream(new Noise(7, SOME_PARTS)), Precondition.matches(second));

    try (InputStream there = store.open("version").orElseThrow()) {
      assertThat(Noise.isAllOf(there, 7, SOME_PARTS)).isTrue();
    }
  }

  private static void assertNoUploads() {
    assertThat(client.listMultipartUploads(r -> r.bucket(ServerProcess.BUCKET)).uploads())
        .as("uploads that nobody completes")
        .isEmpty();
  }

  /** A stream that fails after some bytes. */
  private static class Failing extends FilterInputStream {
    private long left;

    Failing(InputStream in, long after) {
      super(in);
      this.left = after;
    }

    void fail() throws IOException {
      throw new IOException("the disk of the caller fails");
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (left <= 0) {
        fail();
      }
      int count = super.read(buffer, offset, length);
      left -= count;
      return count;
    }
  }
}
