package dev.etagere.failover.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.failover.BreakerState;
import dev.etagere.local.server.fault.Fault;
import dev.etagere.local.server.fault.Operation;
import dev.etagere.local.server.fault.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The scenarios of the synchronous client, on the asynchronous one. */
@SuppressWarnings("FutureReturnValueIgnored")
@Timeout(120)
class AsyncTest {
  private static final String LARGE = ReadingTest.LARGE;

  private final TwoLocations two = new TwoLocations();
  private final FailoverS3AsyncClient client = two.async().build();
  private final S3Client joined = Joined.over(client);

  @AfterEach
  void close() {
    two.eu.server().thaw();
    two.eu.faults().clear();
    client.close();
    two.close();
  }

  static Stream<Arguments> all() {
    return FaultsTest.all();
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("all")
  void call_faultAtThePrimary_succeeds(FaultsTest.Doing doing, Position position, Fault fault) {
    two.atBoth("k", "0123456789");
    two.eu.faults().add(fault);
    try (FailoverS3AsyncClient hasty = two.async().limits(TwoLocations.SHORT).build()) {
      doing.call(Joined.over(hasty));
    }

    doing.verify(two);
  }

  @ParameterizedTest
  @EnumSource
  void b2_call_primaryWell_succeedsOnThePrimaryAlone(S3S3ScenariosTest.Five five) {
    two.atBoth("k", "old");

    five.call(joined);

    assertThat(two.heard.events())
        .containsExactly(
            "send " + five.operation + "@eu",
            "extractData " + five.operation + "@eu",
            "success " + five.operation + "@eu",
            "complete " + five.operation + "@eu");
  }

  @ParameterizedTest
  @EnumSource
  void b4_call_500OnThePrimary_failsOverAndSucceeds(S3S3ScenariosTest.Five five) {
    two.atBoth("k", "old");
    two.eu.faults().add(Fault.internalError().always());

    five.call(joined);

    assertThat(two.heard.events())
        .containsExactly(
            "send " + five.operation + "@eu",
            "extractError " + five.operation + "@eu",
            "failover " + five.operation + " eu>us",
            "send " + five.operation + "@us",
            "extractData " + five.operation + "@us",
            "success " + five.operation + "@us",
            "complete " + five.operation + "@us");
  }

  @ParameterizedTest
  @EnumSource
  void b9_call_500OnBoth_oneErrorCarriesBoth(S3S3ScenariosTest.Five five) {
    two.atBoth("k", "old");
    two.eu.faults().add(Fault.internalError().always());
    two.us.faults().add(Fault.slowDown().always());

    assertThatThrownBy(() -> five.call(joined))
        .isInstanceOf(S3Exception.class)
        .hasMessageContaining("eu: status 500")
        .hasMessageContaining("us: status 503");
    assertThat(two.heard.events("error")).containsExactly("error " + five.operation + "@us");
  }

  @ParameterizedTest
  @EnumSource
  void b4_call_403OnThePrimary_staysAnError(S3S3ScenariosTest.Five five) {
    two.atBoth("k", "old");
    two.eu.faults().add(Fault.status(403, "AccessDenied"));

    assertThatThrownBy(() -> five.call(joined))
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
    assertThat(two.heard.events("failover")).isEmpty();
  }

  @Test
  void b6_retryOfTheSdk_isSeenAsAnEvent() {
    two.atBoth("k", "old");
    two.eu.faults().add(Fault.slowDown());
    try (FailoverS3AsyncClient retrying =
        two.async()
            .primary(
                "eu", TwoLocations.asyncBuilder(two.eu, two.eu.endpoint()).build(), two.eu.bucket())
            .build()) {
      S3S3ScenariosTest.Five.GET_OBJECT.call(Joined.over(retrying));
    }
    assertThat(two.heard.events("retry")).containsExactly("retry GetObject@eu");
    assertThat(two.heard.events("failover")).isEmpty();
    assertThat(two.heard.bytes()).isEqualTo(3);
  }

  @Test
  void b1_build_argumentMissing_isNamed() {
    assertThatThrownBy(() -> FailoverS3AsyncClient.builder().build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("primary is missing");
  }

  private String get(FailoverS3AsyncClient from) {
    return from.getObject(r -> r.bucket("orders").key("k"), AsyncResponseTransformer.toBytes())
        .join()
        .asUtf8String();
  }

  @Test
  void body_breaksAgainAndAgain_goesOnUntilItIsWhole() {
    two.atBoth("k", LARGE);
    two.eu.faults().add(Fault.truncate().on(Operation.GET).times(3));
    two.us.faults().add(Fault.truncate().on(Operation.GET).times(2));

    assertThat(get(client)).isEqualTo(LARGE);
    assertThat(two.heard.events("resume")).isNotEmpty();
    assertThat(two.heard.bytes()).isEqualTo(LARGE.length());
  }

  @Test
  void body_standsStill_isBrokenOffAndGoesOnAtTheOther(@TempDir Path folder) throws IOException {
    two.atBoth("k", LARGE);
    String etag = two.us.client().headObject(r -> r.bucket("orders-us").key("k")).eTag();
    Path file = folder.resolve("f");
    try (HalfServer half = new HalfServer(LARGE.getBytes(StandardCharsets.UTF_8), etag);
        FailoverS3AsyncClient over =
            two.async()
                .primary("eu", TwoLocations.asyncSingle(two.eu, half.endpoint()), "orders-eu")
                .limits(TwoLocations.SHORT)
                .build()) {
      over.getObject(r -> r.bucket("orders").key("k"), file).join();
    }
    assertThat(Files.readString(file)).isEqualTo(LARGE);
    assertThat(two.heard.events("resume").get(0)).startsWith("resume GetObject@us from ");
  }

  @ParameterizedTest(name = "in part {0}")
  @ValueSource(ints = {1, 2, 3})
  void body_fetchedInPartsBreaksOff_isWholeNevertheless(int part) {
    byte[] content = inThreePartsAtBoth("k");
    two.eu.faults().add(Fault.truncate().on(Operation.GET).fromNth(part));
    two.eu.faults().add(Fault.slowDown().on(Operation.GET).fromNth(part + 1).always());
    try (FailoverS3AsyncClient over =
        two.async()
            .primary("eu", inParts(two.eu), two.eu.bucket())
            .secondary("us", inParts(two.us), two.us.bucket())
            .build()) {
      ResponseBytes<GetObjectResponse> got =
          over.getObject(
                  r -> r.bucket("orders").key("k"),
                  AsyncResponseTransformer.<GetObjectResponse>toBytes())
              .join();

      assertThat(Arrays.equals(got.asByteArray(), content)).isTrue();
      assertThat(got.response().contentLength()).isEqualTo(content.length);
      assertThat(got.response().contentRange()).isNull();
    }
    assertThat(two.heard.events("resume")).hasSize(1);
    assertThat(two.heard.events("resume").get(0)).startsWith("resume GetObject@us from ");
  }

  private static S3AsyncClient inParts(LocalLocation location) {
    return TwoLocations.asyncBuilder(location, location.endpoint())
        .multipartEnabled(true)
        .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  private byte[] inThreePartsAtBoth(String key) {
    byte[] content = new byte[11 << 20];
    new Random(1).nextBytes(content);
    for (LocalLocation each : List.of(two.eu, two.us)) {
      String id =
          each.client().createMultipartUpload(r -> r.bucket(each.bucket()).key(key)).uploadId();
      List<CompletedPart> parts = new ArrayList<>();
      for (int from = 0, n = 1; from < content.length; from += 5 << 20, n++) {
        int number = n;
        int length = Math.min(5 << 20, content.length - from);
        ByteBuffer bytes = ByteBuffer.wrap(content, from, length).slice();
        String etag =
            each.client()
                .uploadPart(
                    r -> r.bucket(each.bucket()).key(key).uploadId(id).partNumber(number),
                    RequestBody.fromByteBuffer(bytes))
                .eTag();
        parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
      }
      each.client()
          .completeMultipartUpload(
              r ->
                  r.bucket(each.bucket())
                      .key(key)
                      .uploadId(id)
                      .multipartUpload(m -> m.parts(parts)));
    }
    return content;
  }

  @Test
  void body_otherLocationHasAnotherObject_isNeverJoined() {
    TwoLocations.put(two.eu.client(), "orders-eu", "k", LARGE);
    TwoLocations.put(two.us.client(), "orders-us", "k", "other" + LARGE);
    two.eu.faults().add(Fault.truncate().on(Operation.GET));
    two.eu.faults().add(Fault.slowDown().on(Operation.GET).fromNth(2).always());

    assertThatThrownBy(() -> get(client)).hasCauseInstanceOf(Exception.class);
    assertThat(two.heard.events("error")).hasSize(1);
  }

  @Test
  void b8_bytes_areSentAgain_publisherIsAClearError_supplierMakesItAnew() {
    two.eu.faults().add(Fault.slowDown().afterEffect().on(Operation.PUT).always());

    put(client, AsyncRequestBody.fromString("body"));
    assertThat(TwoLocations.at(two.us, "k")).isEqualTo("body");

    assertThatThrownBy(() -> put(client, publisher("other")))
        .cause()
        .isInstanceOf(SdkException.class)
        .hasMessageContaining("cannot be read again")
        .hasMessageContaining("503");
    assertThat(TwoLocations.at(two.us, "k")).isEqualTo("body");

    try (FailoverS3AsyncClient supplied =
        two.async().bodies((request, cause) -> publisher("supplied")).build()) {
      put(supplied, publisher("supplied"));
    }
    assertThat(TwoLocations.at(two.us, "k")).isEqualTo("supplied");

    Supplier<AsyncRequestBody> again = () -> publisher("by request");
    client
        .putObject(
            r ->
                r.bucket("orders")
                    .key("k")
                    .overrideConfiguration(
                        o -> o.putExecutionAttribute(FailoverAttributes.ASYNC_BODY, again)),
            publisher("by request"))
        .join();
    assertThat(TwoLocations.at(two.us, "k")).isEqualTo("by request");
  }

  private static void put(FailoverS3AsyncClient to, AsyncRequestBody body) {
    to.putObject(r -> r.bucket("orders").key("k"), body).join();
  }

  /** Says its length, and not that it can be read again. */
  private static AsyncRequestBody publisher(String text) {
    AsyncRequestBody bytes = AsyncRequestBody.fromString(text);
    return new AsyncRequestBody() {
      @Override
      public java.util.Optional<Long> contentLength() {
        return bytes.contentLength();
      }

      @Override
      public void subscribe(org.reactivestreams.Subscriber<? super ByteBuffer> subscriber) {
        bytes.subscribe(subscriber);
      }
    };
  }

  @Test
  void frozen_primary_failsOverAndTheSecondCallGoesStraight() {
    two.atBoth("k", "body");
    try (FailoverS3AsyncClient hasty = two.async().limits(TwoLocations.SHORT).build()) {
      two.eu.server().freeze();
      assertThat(get(hasty)).isEqualTo("body");
      two.heard.clear();

      assertThat(get(hasty)).isEqualTo("body");

      assertThat(two.heard.events("send")).containsExactly("send GetObject@us");
    }
  }

  @Test
  void readThrough_on_theOtherLocationIsAsked() {
    TwoLocations.put(two.us.client(), "orders-us", "k", "written during the outage");
    try (FailoverS3AsyncClient through = two.async().readThrough(true).build()) {
      assertThat(get(through)).isEqualTo("written during the outage");
      assertThatThrownBy(() -> through.headObject(r -> r.bucket("orders").key("nowhere")).join())
          .hasCauseInstanceOf(NoSuchKeyException.class);
    }
    assertThatThrownBy(() -> get(client)).hasCauseInstanceOf(NoSuchKeyException.class);
  }

  @Test
  void hedging_primaryIsSilent_theOtherAnswers() {
    two.atBoth("k", "body");
    two.eu.faults().add(Fault.stall().on(Operation.GET).always());
    try (FailoverS3AsyncClient hedged =
        two.async()
            .hedging(new Hedging(0.95, Duration.ofMillis(1), Duration.ofMillis(50)))
            .build()) {
      assertThat(get(hedged)).isEqualTo("body");
    }
    assertThat(two.heard.events("hedge")).containsExactly("hedge GetObject eu>us");
    assertThat(two.heard.events("success")).containsExactly("success GetObject@us");
  }

  @Test
  void hedging_primaryNeverAnswers_opensItsBreaker() {
    two.atBoth("k", "body");
    two.eu.faults().add(Fault.stall().on(Operation.GET).always());
    try (FailoverS3AsyncClient hedged =
        two.async()
            .hedging(new Hedging(0.95, Duration.ofMillis(1), Duration.ofMillis(50)))
            .limits(TwoLocations.SHORT)
            .probes(false)
            .build()) {
      assertThat(get(hedged)).isEqualTo("body");
      while (hedged.status().locations().get(0).breaker() != BreakerState.OPEN) {
        Thread.onSpinWait();
      }
    }
    assertThat(two.heard.events("success")).containsExactly("success GetObject@us");
  }

  @Test
  void hedging_primaryAnswersLate_countsAsAnAnswer() {
    two.atBoth("k", "body");
    two.eu.faults().add(Fault.latency(Duration.ofMillis(500)).on(Operation.GET).always());
    try (FailoverS3AsyncClient hedged =
        two.async().hedging(new Hedging(0.5, Duration.ofMillis(1), Duration.ofMillis(1))).build()) {
      assertThat(get(hedged)).isEqualTo("body");
      while (hedged.status().locations().get(0).succeeded() == 0) {
        Thread.onSpinWait();
      }
      assertThat(hedged.status().locations().get(0).breaker()).isEqualTo(BreakerState.CLOSED);
    }
    assertThat(two.heard.events("complete")).hasSize(1);
  }

  @Test
  void hedging_theOtherHasNoSuchObject_thePrimaryIsWaitedFor() {
    TwoLocations.put(two.eu.client(), "orders-eu", "k", "body");
    two.eu.faults().add(Fault.latency(Duration.ofMillis(300)).on(Operation.GET).always());
    try (FailoverS3AsyncClient hedged =
        two.async().hedging(new Hedging(0.5, Duration.ofMillis(1), Duration.ofMillis(1))).build()) {
      assertThat(get(hedged)).isEqualTo("body");
    }
    assertThat(two.heard.events("success")).containsExactly("success GetObject@eu");
  }

  @Test
  void cancel_theCallersFuture_cancelsTheRequest() throws Exception {
    FakeS3 eu = new FakeS3();
    CompletableFuture<Object> never = new CompletableFuture<>();
    eu.answering(r -> never);
    try (FailoverS3AsyncClient over =
        two.async().primary("eu", eu.asyncClient(), "orders-eu").build()) {
      over.headObject(r -> r.bucket("orders").key("k")).cancel(true);
    }

    assertThatThrownBy(() -> never.get(30, TimeUnit.SECONDS))
        .isInstanceOf(java.util.concurrent.CancellationException.class);
    assertThat(two.heard.events("failover")).isEmpty();
  }

  @Test
  void conditionalPut_primaryFails_refusedAtTheSecondary() {
    two.eu.faults().add(Fault.slowDown().on(Operation.PUT).always());

    assertThatThrownBy(
            () ->
                client
                    .putObject(
                        r -> r.bucket("orders").key("k").ifNoneMatch("*"),
                        AsyncRequestBody.fromString("x"))
                    .join())
        .hasMessageContaining("conditionalWritesAtSecondary(true)");
    assertThat(TwoLocations.has(two.us, "k")).isFalse();
  }
}
