package dev.etagere.contract;

import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.TypedStore;
import dev.etagere.jackson.JacksonCodec;
import dev.etagere.testkit.Race;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import software.amazon.awssdk.services.s3.S3Client;

/** A process of many threads that increment one key through one server. */
final class UpdatingProcess {
  private UpdatingProcess() {}

  static Jvm start(Path directory, URI endpoint, String key, int threads, int times)
      throws IOException {
    return Jvm.start(
        UpdatingProcess.class,
        List.of("-Xmx128m", "-XX:+UseSerialGC"),
        directory.toString(),
        endpoint.toString(),
        key,
        Integer.toString(threads),
        Integer.toString(times));
  }

  /** What the process does. */
  public static void main(String[] arguments) {
    URI endpoint = URI.create(arguments[1]);
    int times = Integer.parseInt(arguments[4]);
    try (S3Client client = ServerProcess.client(Path.of(arguments[0]), endpoint).build();
        ObjectStore store = S3Stores.over(client, Location.data("s3://" + ServerProcess.BUCKET))) {
      TypedStore<Counter> counters = store.typed(JacksonCodec.of(Counter.class));
      Race.run(
          Integer.parseInt(arguments[3]),
          thread -> {
            for (int i = 0; i < times; i++) {
              counters.update(arguments[2], Counter::zero, Counter::next);
            }
          });
    }
  }
}
