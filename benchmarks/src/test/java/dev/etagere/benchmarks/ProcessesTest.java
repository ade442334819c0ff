package dev.etagere.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.Etagere;
import dev.etagere.benchmarks.harness.Measure;
import dev.etagere.benchmarks.load.Client;
import dev.etagere.benchmarks.process.ClassPath;
import dev.etagere.benchmarks.process.Relay;
import dev.etagere.benchmarks.process.Server;
import dev.etagere.core.Content;
import dev.etagere.core.ObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The processes that figures are made with: a server, clients, a relay. */
@Tag("once")
class ProcessesTest {
  @Test
  void round_eachSideOfTheHotKey_isCountedAndLosesNothing() throws Exception {
    try (Server server = Server.inMemory(1)) {
      for (String who : List.of("etagere", "naive")) {
        try (Client client = Client.start(server, List.of("-Xmx96m"), "hot", who, "3")) {
          Measure measure = client.round(200);

          assertThat(measure.get("count")).isEqualTo(measure.get(Measure.OPERATIONS));
          assertThat(measure.get(Measure.REQUESTS)).isPositive();
          assertThat(measure.get(Measure.CPU)).isPositive();
        }
      }
    }
  }

  @Test
  void round_aLargePut_isTakenFromEachMake(@TempDir Path directory) throws Exception {
    Path file = Files.write(directory.resolve("file"), new byte[20 << 20]);
    try (Server server = Server.onDisk(directory.resolve("server"))) {
      for (String who : List.of("etagere", "transfer-manager-netty")) {
        try (Client client =
            Client.start(
                server,
                List.of("-Xmx256m", "-cp", ClassPath.whole()),
                "large",
                who,
                "put:" + file)) {
          assertThat(client.round(1).get("bytes")).isEqualTo(20 << 20);
        }
      }
    }
  }

  @Test
  void relay_aRead_countsItsBodyAndHead() throws Exception {
    Server.useCredentials();
    try (Server server = Server.inMemory(0);
        Relay relay = Relay.before(server.endpoint());
        ObjectStore store = Etagere.open(server.location(relay.endpoint()))) {
      store.put("key", Content.of(new byte[10_000]));
      long before = relay.answered();

      assertThat(store.get("key")).isPresent();

      assertThat(relay.answered() - before).isBetween(10_000L, 12_000L);
    }
  }
}
