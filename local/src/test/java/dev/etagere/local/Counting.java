package dev.etagere.local;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The loop every user of conditional writes has. */
final class Counting {
  private Counting() {}

  static void increment(LocalEngine engine, String bucket, String key) throws IOException {
    while (true) {
      try (OpenedObject opened = engine.get(bucket, key, ReadIf.always(), null)) {
        String text = new String(opened.body().readAllBytes(), StandardCharsets.UTF_8);
        String next = Integer.toString(Integer.parseInt(text) + 1);
        PutRequest request =
            PutRequest.of(Headers.none()).onlyIf(If.matches(opened.facts().etag()));
        engine.put(
            bucket, key, new ByteArrayInputStream(next.getBytes(StandardCharsets.UTF_8)), request);
        return;
      } catch (EngineException e) {
        if (e.code() != ErrorCode.PRECONDITION_FAILED) {
          throw e;
        }
      }
    }
  }
}
