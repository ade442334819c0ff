package dev.etagere.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.jackson.JacksonCodec;
import dev.etagere.testkit.StoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The contract on one directory served by two processes: of every two requests of a store, one goes
 * to each.
 */
class TwoProcessesStoreTest extends StoreContract {
  private static final int THREADS = 8;
  private static final int TIMES = 20;

  @TempDir static Path directory;
  private static ServerProcess one;
  private static ServerProcess two;
  private static S3Client client;

  @BeforeAll
  static void start() throws Exception {
    one = ServerProcess.start(directory);
    two = ServerProcess.start(directory);
    client = Alternating.of(one.client(), two.client());
  }

  @AfterAll
  static void stop() throws Exception {
    client.close();
    one.close();
    two.close();
  }

  @Override
  protected ObjectStore openStore() {
    return S3Stores.over(client, Location.data("s3://" + ServerProcess.BUCKET));
  }

  /** Each write is made durable on a disk, under a lock of two processes. */
  @Override
  protected int rounds() {
    return 8;
  }

  @Tag("once")
  @Test
  void a13_update_twoProcessesEachThroughAServerOfItsOwn_countsExactly() throws Exception {
    try (Jvm first = UpdatingProcess.start(directory, one.endpoint(), key("n"), THREADS, TIMES);
        Jvm second = UpdatingProcess.start(directory, two.endpoint(), key("n"), THREADS, TIMES)) {
      first.await();
      second.await();
    }

    assertThat(store().typed(JacksonCodec.of(Counter.class)).get(key("n")).orElseThrow().value())
        .isEqualTo(new Counter(2L * THREADS * TIMES));
  }
}
