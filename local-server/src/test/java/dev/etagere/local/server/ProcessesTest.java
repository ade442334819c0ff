package dev.etagere.local.server;

import static dev.etagere.local.server.Rig.BUCKET;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

@Tag("once")
class ProcessesTest {
  private static final int THREADS = 4;
  private static final int EACH = 15;

  @TempDir Path directory;

  @Test
  void counter_twoProcessesOnOneDirectory_exact() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2 * THREADS);
    try (ServerProcess one = new ServerProcess(directory, "128m");
        ServerProcess two = new ServerProcess(directory, "128m");
        S3Client first = one.client().build();
        S3Client second = two.client().build()) {
      first.putObject(r -> r.bucket(BUCKET).key("counter"), RequestBody.fromString("0"));
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < 2 * THREADS; i++) {
        S3Client client = i % 2 == 0 ? first : second;
        writers.add(threads.submit(() -> RaceTest.count(client, "counter", EACH)));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
      assertThat(second.getObjectAsBytes(r -> r.bucket(BUCKET).key("counter")).asUtf8String())
          .isEqualTo(String.valueOf(2 * THREADS * EACH));
    } finally {
      threads.shutdownNow();
    }
  }
}
