package dev.etagere.contract;

import dev.etagere.simulation.AppendCheck.Call;
import dev.etagere.simulation.RegisterCheck.Outcome;
import dev.etagere.testkit.LocalLocation;
import java.time.Duration;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Appends to a key on condition and round the library, as another program would: it leaves no ids
 * and wipes those there, so that lost writes next to it cannot be found.
 */
final class Outsider implements Runnable {
  private static final int CONDITION_FAILED = 412;
  private static final Duration LIMIT = Duration.ofMillis(500);

  private final S3Client client;
  private final String bucket;
  private final String key;
  private final UpdateLoad.History history;
  private final int times;

  Outsider(LocalLocation location, String key, UpdateLoad.History history, int times) {
    this.client = location.client();
    this.bucket = location.bucket();
    this.key = key;
    this.history = history;
    this.times = times;
  }

  @Override
  public void run() {
    for (int i = 0; i < times; i++) {
      try {
        append("outside" + i);
        Thread.sleep(5);
      } catch (InterruptedException | SdkException e) {
        // It reads again.
      }
    }
  }

  private void append(String id) {
    ResponseBytes<GetObjectResponse> there =
        client.getObjectAsBytes(
            r -> r.bucket(bucket).key(key).overrideConfiguration(c -> c.apiCallTimeout(LIMIT)));
    String result = there.asUtf8String() + " " + id;
    long start = history.now();
    Outcome outcome = Outcome.OPEN;
    try {
      client.putObject(
          r ->
              r.bucket(bucket)
                  .key(key)
                  .ifMatch(there.response().eTag())
                  .overrideConfiguration(c -> c.apiCallTimeout(LIMIT)),
          RequestBody.fromString(result));
      outcome = Outcome.DONE;
    } catch (S3Exception e) {
      if (e.statusCode() == CONDITION_FAILED) {
        outcome = Outcome.NOT_DONE;
      }
    } finally {
      history.calls().add(new Call(id, start, history.now(), outcome, result));
    }
  }
}
