package dev.etagere.failover.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.failover.BreakerState;
import dev.etagere.local.server.fault.Fault;
import dev.etagere.local.server.fault.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.NonRetryableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Bodies of responses that break off or stand still; read-through; hedged reads. */
@Timeout(120)
class ReadingTest {
  static final String LARGE = large();

  private final TwoLocations two = new TwoLocations();
  private final FailoverS3Client client = two.sync().build();

  private static String large() {
    StringBuilder text = new StringBuilder();
    Random random = new Random(7);
    while (text.length() < 3_000_000) {
      text.append(random.nextLong()).append('\n');
    }
    return text.toString();
  }

  @AfterEach
  void close() {
    two.eu.server().thaw();
    two.eu.faults().clear();
    client.close();
    two.close();
  }

  private String get() {
    return client.getObjectAsBytes(r -> r.bucket("orders").key("k")).asUtf8String();
  }

  @Test
  void body_breaksInTheMiddle_goesOnAtTheSameLocation() {
    two.atBoth("k", LARGE);
    two.eu.faults().add(Fault.truncate().on(Operation.GET));

    assertThat(get()).isEqualTo(LARGE);

    assertThat(two.heard.events("resume")).hasSize(1);
    assertThat(two.heard.events("resume").get(0)).startsWith("resume GetObject@eu from ");
    assertThat(two.heard.bytes()).isEqualTo(LARGE.length());
  }

  @Test
  void body_breaksAgainAndAgain_goesOnUntilItIsWhole() {
    two.atBoth("k", LARGE);
    two.eu.faults().add(Fault.truncate().on(Operation.GET).times(3));
    two.us.faults().add(Fault.truncate().on(Operation.GET).times(2));

    assertThat(get()).isEqualTo(LARGE);
  }

  @Test
  void body_locationDiesInTheMiddle_goesOnAtTheOther() throws IOException {
    two.atBoth("k", LARGE);
    byte[] all;
    try (HalfServer half = new HalfServer(LARGE.getBytes(StandardCharsets.UTF_8), etag());
        var dying = two.eu.clientBuilder().endpointOverride(half.endpoint()).build();
        FailoverS3Client over = two.sync().primary("eu", dying, "orders-eu").build();
        ResponseInputStream<GetObjectResponse> body =
            over.getObject(r -> r.bucket("orders").key("k"))) {
      byte[] begin = body.readNBytes(100_000);
      half.close();
      byte[] rest = body.readAllBytes();
      all = java.util.Arrays.copyOf(begin, begin.length + rest.length);
      System.arraycopy(rest, 0, all, begin.length, rest.length);
    }

    assertThat(new String(all, StandardCharsets.UTF_8)).isEqualTo(LARGE);
    assertThat(two.heard.events("resume").get(0)).startsWith("resume GetObject@us");
  }

  @Test
  void body_standsStill_isBrokenOffAndGoesOnAtTheOther() throws IOException {
    // A server of sockets: it sends half of the body, then nothing, and keeps the connection.
    two.atBoth("k", LARGE);
    try (HalfServer half = new HalfServer(LARGE.getBytes(StandardCharsets.UTF_8), etag());
        var slow = two.eu.clientBuilder().endpointOverride(half.endpoint()).build();
        FailoverS3Client over =
            two.sync().primary("eu", slow, "orders-eu").limits(TwoLocations.SHORT).build()) {
      assertThat(over.getObjectAsBytes(r -> r.bucket("orders").key("k")).asUtf8String())
          .isEqualTo(LARGE);
    }
    assertThat(two.heard.events("resume").get(0)).startsWith("resume GetObject@us from ");
  }

  private String etag() {
    return two.us.client().headObject(r -> r.bucket("orders-us").key("k")).eTag();
  }

  @Test
  void range_breaksInTheMiddle_goesOnWithinTheRange() {
    two.atBoth("k", LARGE);
    two.eu.faults().add(Fault.truncate().on(Operation.GET).times(2));

    String part =
        client
            .getObjectAsBytes(r -> r.bucket("orders").key("k").range("bytes=1000-1999999"))
            .asUtf8String();

    assertThat(part).isEqualTo(LARGE.substring(1_000, 2_000_000));
  }

  @Test
  void body_otherLocationHasAnotherObject_isNeverJoined() {
    TwoLocations.put(two.eu.client(), "orders-eu", "k", LARGE);
    TwoLocations.put(two.us.client(), "orders-us", "k", "other" + LARGE);
    two.eu.faults().add(Fault.truncate().on(Operation.GET));
    two.eu.faults().add(Fault.slowDown().on(Operation.GET).fromNth(2).always());

    assertThatThrownBy(this::get)
        .satisfiesAnyOf(
            e -> assertThat(e).isInstanceOf(SdkException.class),
            e -> assertThat(e).isInstanceOf(java.io.UncheckedIOException.class));
  }

  @Test
  void toFile_breaksInTheMiddle_theFileIsWhole(@TempDir Path folder) throws IOException {
    two.atBoth("k", LARGE);
    two.eu.faults().add(Fault.truncate().on(Operation.GET));
    Path file = folder.resolve("f");

    client.getObject(r -> r.bucket("orders").key("k"), file);

    assertThat(Files.readString(file)).isEqualTo(LARGE);
  }

  @Test
  void transformer_thatThrows_isNoReasonToGoOn() {
    two.atBoth("k", "body");

    assertThatThrownBy(
            () ->
                client.getObject(
                    r -> r.bucket("orders").key("k"),
                    (ResponseTransformer<GetObjectResponse, String>)
                        (head, body) -> {
                          throw new IOException("the caller's own");
                        }))
        .isInstanceOf(NonRetryableException.class)
        .rootCause()
        .hasMessage("the caller's own");
    assertThat(two.heard.events("failover")).isEmpty();
    assertThat(two.heard.events("error")).hasSize(1);
  }

  @Test
  void readThrough_off_404IsTheAnswer() {
    TwoLocations.put(two.us.client(), "orders-us", "k", "written during the outage");

    assertThatThrownBy(this::get).isInstanceOf(NoSuchKeyException.class);
  }

  @Test
  void readThrough_on_theOtherLocationIsAsked() {
    TwoLocations.put(two.us.client(), "orders-us", "k", "written during the outage");
    try (FailoverS3Client through = two.sync().readThrough(true).build()) {
      assertThat(through.getObjectAsBytes(r -> r.bucket("orders").key("k")).asUtf8String())
          .isEqualTo("written during the outage");
      assertThat(two.heard.events("readThrough")).containsExactly("readThrough GetObject eu>us");

      assertThatThrownBy(() -> through.getObject(r -> r.bucket("orders").key("nowhere")))
          .isInstanceOf(NoSuchKeyException.class);
      two.us.server().stop();
      assertThatThrownBy(() -> through.getObject(r -> r.bucket("orders").key("nowhere")))
          .isInstanceOf(NoSuchKeyException.class);
    }
  }

  @Test
  void hedging_primaryIsSilent_theOtherAnswers() {
    two.atBoth("k", "body");
    two.eu.faults().add(Fault.stall().on(Operation.GET).always());
    try (FailoverS3Client hedged = hedged()) {
      assertThat(hedged.getObjectAsBytes(r -> r.bucket("orders").key("k")).asUtf8String())
          .isEqualTo("body");
    }
    assertThat(two.heard.events("hedge")).containsExactly("hedge GetObject eu>us");
    assertThat(two.heard.events("success")).containsExactly("success GetObject@us");
  }

  @Test
  void hedging_primaryNeverAnswers_opensItsBreaker() {
    two.atBoth("k", "body");
    two.eu.faults().add(Fault.stall().on(Operation.GET).always());
    try (FailoverS3Client hedged =
        two.sync()
            .hedging(new Hedging(0.95, Duration.ofMillis(1), Duration.ofMillis(50)))
            .limits(TwoLocations.SHORT)
            .probes(false)
            .build()) {
      assertThat(hedged.getObjectAsBytes(r -> r.bucket("orders").key("k")).asUtf8String())
          .isEqualTo("body");
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
    try (FailoverS3Client hedged =
        two.sync().hedging(new Hedging(0.5, Duration.ofMillis(1), Duration.ofMillis(1))).build()) {
      assertThat(hedged.getObjectAsBytes(r -> r.bucket("orders").key("k")).asUtf8String())
          .isEqualTo("body");
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
    try (FailoverS3Client hedged =
        two.sync().hedging(new Hedging(0.5, Duration.ofMillis(1), Duration.ofMillis(1))).build()) {
      assertThat(hedged.getObjectAsBytes(r -> r.bucket("orders").key("k")).asUtf8String())
          .isEqualTo("body");
    }
    assertThat(two.heard.events("success")).containsExactly("success GetObject@eu");
  }

  @Test
  void hedging_primaryFailsAtOnce_isAnOrdinaryFailover() {
    two.atBoth("k", "body");
    two.eu.faults().add(Fault.slowDown().on(Operation.GET));
    try (FailoverS3Client hedged =
        two.sync()
            .hedging(new Hedging(0.5, Duration.ofSeconds(30), Duration.ofSeconds(30)))
            .build()) {
      assertThat(hedged.getObjectAsBytes(r -> r.bucket("orders").key("k")).asUtf8String())
          .isEqualTo("body");
    }
    assertThat(two.heard.events("hedge")).isEmpty();
    assertThat(two.heard.events("failover")).hasSize(1);
  }

  @Test
  void hedging_bothFail_oneErrorCarriesBoth() {
    two.eu.faults().add(Fault.latency(Duration.ofMillis(200)).on(Operation.GET).always());
    two.eu.faults().add(Fault.slowDown().afterEffect().on(Operation.GET).always());
    two.us.faults().add(Fault.internalError().on(Operation.GET).always());
    TwoLocations.put(two.eu.client(), "orders-eu", "k", "body");
    try (FailoverS3Client hedged = hedged()) {
      assertThatThrownBy(() -> hedged.getObject(r -> r.bucket("orders").key("k")))
          .hasMessageContaining("eu: ")
          .hasMessageContaining("us: status 500");
    }
  }

  private FailoverS3Client hedged() {
    return two.sync()
        .hedging(new Hedging(0.95, Duration.ofMillis(1), Duration.ofMillis(50)))
        .build();
  }
}
