package dev.etagere.failover.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.failover.BreakerSettings;
import dev.etagere.failover.BreakerState;
import dev.etagere.failover.RouterStatus;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;

/** Whether a location that is well again is found to be. */
@Timeout(10)
class ProbeTest {
  private static final BreakerSettings QUICK =
      BreakerSettings.standard()
          .withWaits(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMinutes(1));

  private final FakeS3 eu = new FakeS3();
  private final FakeS3 us = new FakeS3();

  private static void untilClosed(Supplier<RouterStatus> status) {
    while (status.get().locations().get(0).breaker() != BreakerState.CLOSED) {
      assertThat(Thread.currentThread().isInterrupted()).as("the time is over").isFalse();
      Thread.onSpinWait();
    }
  }

  /** Whoever may only read and write objects may not ask for the bucket's head. */
  @ParameterizedTest
  @ValueSource(ints = {301, 400, 403, 404})
  void sync_probeIsAnswered_theLocationIsWell(int status) {
    eu.answering(r -> r instanceof HeadBucketRequest ? FakeS3.status(status, "Some") : refused());
    try (FailoverS3Client client =
        FailoverS3Client.builder()
            .primary("eu", eu.client(), "orders-eu")
            .secondary("us", us.client(), "orders-us")
            .bucket("orders")
            .breaker(QUICK)
            .build()) {
      client.headObject(r -> r.bucket("orders").key("k"));
      assertThat(us.asked()).hasSize(1);
      untilClosed(client::status);
    }
  }

  @Test
  void async_probeIsAnswered_theLocationIsWell() {
    eu.answering(r -> r instanceof HeadBucketRequest ? FakeS3.status(403, "Some") : refused());
    try (FailoverS3AsyncClient client =
        FailoverS3AsyncClient.builder()
            .primary("eu", eu.asyncClient(), "orders-eu")
            .secondary("us", us.asyncClient(), "orders-us")
            .bucket("orders")
            .breaker(QUICK)
            .build()) {
      client.headObject(r -> r.bucket("orders").key("k")).join();
      untilClosed(client::status);
    }
  }

  @Test
  void probe_throwsAnError_isTriedAgain() {
    AtomicInteger probes = new AtomicInteger();
    eu.answering(
        r ->
            !(r instanceof HeadBucketRequest)
                ? refused()
                : probes.incrementAndGet() == 1 ? new NoClassDefFoundError("once") : null);
    try (FailoverS3Client client =
        FailoverS3Client.builder()
            .primary("eu", eu.client(), "orders-eu")
            .secondary("us", us.client(), "orders-us")
            .bucket("orders")
            .breaker(QUICK)
            .build()) {
      client.headObject(r -> r.bucket("orders").key("k"));
      untilClosed(client::status);
    }
  }

  private static Throwable refused() {
    return software.amazon.awssdk.core.exception.SdkClientException.create(
        "refused", new java.net.ConnectException("refused"));
  }
}
