package dev.etagere.failover.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.failover.BreakerState;
import dev.etagere.failover.FakeAmbient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** A location that stops taking a large body in the middle, far below its limit for the whole. */
@Timeout(40)
class FrozenUploadTest {
  private static final byte[] BODY = body();
  private static final AttemptLimits LIMITS =
      TwoLocations.PATIENT.withStall(Duration.ofMillis(1_200));

  private final TwoLocations two = new TwoLocations();
  private DeafServer deaf = deaf(true);

  private static byte[] body() {
    byte[] body = new byte[16 << 20];
    new Random(5).nextBytes(body);
    return body;
  }

  private static DeafServer deaf(boolean asks) {
    try {
      return new DeafServer(asks);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @AfterEach
  void close() throws IOException {
    deaf.close();
    two.close();
  }

  private FailoverS3Client sync() {
    return two.sync()
        .primary("eu", two.eu.clientBuilder().endpointOverride(deaf.endpoint()).build(), "orders")
        .limits(LIMITS)
        .probes(false)
        .build();
  }

  private void requireThere() {
    assertThat(two.heard.events("failover")).containsExactly("failover PutObject eu>us");
    assertThat(two.us.client().getObjectAsBytes(r -> r.bucket("orders-us").key("k")).asByteArray())
        .isEqualTo(BODY);
  }

  @Test
  void sync_bytes_goOnAtTheOtherAndTheThreadIsLeftAsItWas() {
    try (FailoverS3Client s3 = sync()) {
      s3.putObject(r -> r.bucket("orders").key("k"), RequestBody.fromBytes(BODY));

      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      assertThat(s3.status().locations().get(0).breaker()).isEqualTo(BreakerState.OPEN);
    }
    requireThere();
    assertThat(two.heard.causes().get(0)).hasMessageContaining("no more of the body was taken");
  }

  @Test
  void sync_streamThatCannotGoBack_clearErrorKeepsTheFirstCause() {
    InputStream once =
        new InputStream() {
          private final InputStream in = new ByteArrayInputStream(BODY);

          @Override
          public int read() throws IOException {
            return in.read();
          }

          @Override
          public int read(byte[] into, int from, int count) throws IOException {
            return in.read(into, from, count);
          }
        };
    try (FailoverS3Client s3 = sync()) {
      assertThatThrownBy(
              () ->
                  s3.putObject(
                      r -> r.bucket("orders").key("k"),
                      RequestBody.fromInputStream(once, BODY.length)))
          .hasMessageContaining("cannot be read again")
          .hasMessageContaining("ApiCallTimeoutException");
    }
  }

  @ParameterizedTest
  @CsvSource({"bytes, false, true", "bytes, false, false", "file, false, true"})
  void async_goesOnAtTheOther(String kind, boolean inParts, boolean asks, @TempDir Path folder)
      throws IOException {
    deaf.close();
    deaf = deaf(asks);
    Path file = Files.write(folder.resolve("f"), BODY);
    try (FailoverS3AsyncClient s3 =
        two.async()
            .primary(
                "eu",
                TwoLocations.asyncBuilder(two.eu, deaf.endpoint())
                    .multipartEnabled(inParts)
                    .build(),
                "orders")
            .limits(LIMITS)
            .probes(false)
            .build()) {
      s3.putObject(
              r -> r.bucket("orders").key("k"),
              kind.equals("bytes")
                  ? AsyncRequestBody.fromBytes(BODY)
                  : AsyncRequestBody.fromFile(file))
          .join();

      assertThat(s3.status().locations().get(0).breaker()).isEqualTo(BreakerState.OPEN);
    }
    requireThere();
  }

  /** The location waits, too: it is not frozen. */
  @Test
  void pace_callerIsSlow_isNotStill() {
    FakeAmbient clock = new FakeAmbient();
    Pace pace = new Pace(clock);
    clock.pass(LIMITS.stall().minusNanos(1));
    assertThat(pace.isStill(LIMITS)).as("not begun").isFalse();
    clock.pass(Duration.ofNanos(1));
    assertThat(pace.isStill(LIMITS)).as("not begun for too long").isTrue();

    pace.waits(Pace.On.CALLER);
    clock.pass(Duration.ofDays(1));
    assertThat(pace.isStill(LIMITS)).isFalse();

    pace.waits(Pace.On.TAKING);
    clock.pass(LIMITS.stall().minusNanos(1));
    assertThat(pace.isStill(LIMITS)).isFalse();
    clock.pass(Duration.ofNanos(1));
    assertThat(pace.isStill(LIMITS)).isTrue();

    pace.waits(Pace.On.ANSWER);
    clock.pass(LIMITS.longAnswer().minusNanos(1));
    assertThat(pace.isStill(LIMITS)).isFalse();
    clock.pass(Duration.ofNanos(1));
    assertThat(pace.isStill(LIMITS)).isTrue();
  }

  /** The stream is slow, and the location takes all it gets. */
  @Test
  void sync_callersStreamStandsStill_isWaitedFor() {
    InputStream slow =
        new InputStream() {
          private final InputStream in = new ByteArrayInputStream(BODY);
          private boolean waited;

          @Override
          public int read() throws IOException {
            return in.read();
          }

          @Override
          public int read(byte[] into, int from, int count) throws IOException {
            if (!waited && in.available() < BODY.length / 2) {
              waited = true;
              try {
                Thread.sleep(2 * LIMITS.stall().toMillis());
              } catch (InterruptedException e) {
                throw new IOException("broken off", e);
              }
            }
            return in.read(into, from, count);
          }
        };
    try (FailoverS3Client s3 = two.sync().limits(LIMITS).build();
        S3Client there = two.eu.clientBuilder().build()) {
      s3.putObject(
          r -> r.bucket("orders").key("k"), RequestBody.fromInputStream(slow, BODY.length));

      assertThat(two.heard.events("failover")).isEmpty();
      assertThat(there.headObject(r -> r.bucket("orders-eu").key("k")).contentLength())
          .isEqualTo(BODY.length);
    }
  }

  @Test
  void slices_areTheSameBytes() {
    var slices = Slices.of(ByteBuffer.wrap(BODY, 3, 300_000));
    ByteBuffer all = ByteBuffer.allocate(300_000);
    slices.forEach(all::put);

    assertThat(slices).hasSizeGreaterThan(2);
    assertThat(all.flip()).isEqualTo(ByteBuffer.wrap(BODY, 3, 300_000));
  }
}
