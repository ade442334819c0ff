package dev.etagere.failover.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.Etagere;
import dev.etagere.core.AbsentException;
import dev.etagere.core.AccessException;
import dev.etagere.core.Ambient;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.UnavailableException;
import dev.etagere.failover.BreakerSettings;
import dev.etagere.failover.Router;
import dev.etagere.failover.s3.FailoverBuilder;
import dev.etagere.failover.s3.FailoverS3AsyncClient;
import dev.etagere.failover.s3.FailoverS3Client;
import dev.etagere.failover.s3.Hedging;
import dev.etagere.local.LocalEngine;
import dev.etagere.local.server.LocalS3Server;
import dev.etagere.local.server.fault.Fault;
import dev.etagere.local.server.fault.Operation;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3BaseClientBuilder;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The same events give the same metrics, whichever client they come from. */
@Timeout(120)
class FailoverMetricsTest {
  private static final String LARGE = "0123456789".repeat(300_000);

  private final LocalEngine euEngine = LocalEngine.inMemory(Ambient.system());
  private final LocalEngine usEngine = LocalEngine.inMemory(Ambient.system());
  private final LocalS3Server eu = LocalS3Server.builder().engine(euEngine).start();
  private final LocalS3Server us = LocalS3Server.builder().engine(usEngine).start();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final FailoverMetrics metrics = new FailoverMetrics(registry, Tags.of("app", "test"));
  private final S3Client euDirect = configured(S3Client.builder(), eu).build();
  private final S3Client usDirect = configured(S3Client.builder(), us).build();

  FailoverMetricsTest() {
    euEngine.createBucket("orders");
    usEngine.createBucket("orders");
  }

  @AfterEach
  void close() {
    euDirect.close();
    usDirect.close();
    eu.close();
    us.close();
    euEngine.close();
    usEngine.close();
  }

  private static <B extends S3BaseClientBuilder<B, ?>> B configured(B builder, LocalS3Server at) {
    return builder
        .endpointOverride(at.endpoint())
        .region(Region.of(at.region()))
        .forcePathStyle(true)
        .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(at.accessKey(), at.secretKey())));
  }

  /** Either client, as far as these tests go. */
  private interface Client extends AutoCloseable {
    String get(String key);

    void put(String key, String content);

    @Override
    void close();
  }

  private static <S extends FailoverBuilder<?, ?, S>> S with(S builder, FailoverMetrics metrics) {
    return builder
        .bucket("orders")
        .listener(metrics)
        .readThrough(true)
        .breaker(
            BreakerSettings.standard()
                .withWaits(Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMillis(50)));
  }

  private Client open(String kind, Hedging hedging) {
    return kind.equals("sync") ? sync(hedging) : async(hedging);
  }

  private Client sync(Hedging hedging) {
    FailoverS3Client.Builder builder =
        with(FailoverS3Client.builder(), metrics)
            .primary("eu", configured(S3Client.builder(), eu).build(), "orders")
            .secondary("us", configured(S3Client.builder(), us).build(), "orders");
    FailoverS3Client client = (hedging == null ? builder : builder.hedging(hedging)).build();
    return new Client() {
      @Override
      public String get(String key) {
        return client.getObjectAsBytes(r -> r.bucket("orders").key(key)).asUtf8String();
      }

      @Override
      public void put(String key, String content) {
        client.putObject(r -> r.bucket("orders").key(key), RequestBody.fromString(content));
      }

      @Override
      public void close() {
        client.close();
      }
    };
  }

  private Client async(Hedging hedging) {
    FailoverS3AsyncClient.Builder builder =
        with(FailoverS3AsyncClient.builder(), metrics)
            .primary("eu", configured(S3AsyncClient.builder(), eu).build(), "orders")
            .secondary("us", configured(S3AsyncClient.builder(), us).build(), "orders");
    FailoverS3AsyncClient client = (hedging == null ? builder : builder.hedging(hedging)).build();
    return new Client() {
      @Override
      public String get(String key) {
        try {
          return client
              .getObject(r -> r.bucket("orders").key(key), AsyncResponseTransformer.toBytes())
              .join()
              .asUtf8String();
        } catch (CompletionException e) {
          throw (RuntimeException) e.getCause();
        }
      }

      @Override
      public void put(String key, String content) {
        client
            .putObject(r -> r.bucket("orders").key(key), AsyncRequestBody.fromString(content))
            .join();
      }

      @Override
      public void close() {
        client.close();
      }
    };
  }

  private void atBoth(String key, String content) {
    euDirect.putObject(r -> r.bucket("orders").key(key), RequestBody.fromString(content));
    usDirect.putObject(r -> r.bucket("orders").key(key), RequestBody.fromString(content));
  }

  /** Waits: an asynchronous client's caller may hear of the end a moment before its listener. */
  private void awaitCalls(String operation, String location, String outcome, long count) {
    Tags tags =
        Tags.of("app", "test", "operation", operation, "location", location, "outcome", outcome);
    Timer timer;
    do {
      Thread.onSpinWait();
      timer = registry.find("etagere.calls").tags(tags).timer();
    } while (timer == null || timer.count() < count);
    assertThat(timer.count()).isEqualTo(count);
  }

  private double between(String name, String operation) {
    return registry
        .get(name)
        .tags("app", "test", "operation", operation, "from", "eu", "to", "us")
        .counter()
        .count();
  }

  private double breaker(String location) {
    return registry.get("etagere.breaker.state").tags("location", location).gauge().value();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sync", "async"})
  void healthy_calls_areTimedByOperationLocationAndOutcome(String kind) {
    try (Client client = open(kind, null)) {
      client.put("k", "body");
      client.get("k");
      client.get("k");
      assertThatThrownBy(() -> client.get("missing")).isInstanceOf(S3Exception.class);
    }

    awaitCalls("PutObject", "eu", "success", 1);
    awaitCalls("GetObject", "eu", "success", 2);
    awaitCalls("GetObject", "eu", "rejected", 1);
    assertThat(between("etagere.read.throughs", "GetObject")).isEqualTo(1);
    assertThat(breaker("eu")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sync", "async"})
  void primaryStops_failoverBreakerAndFailback_areSeen(String kind) {
    atBoth("k", "body");
    try (Client client = open(kind, null)) {
      eu.stop();
      client.get("k");

      assertThat(between("etagere.failovers", "GetObject")).isEqualTo(1);
      awaitCalls("GetObject", "us", "success", 1);
      assertThat(breaker("eu")).isIn(1.0, 2.0);

      eu.start();
      while (breaker("eu") != 0) {
        Thread.onSpinWait();
      }
      while (registry.find("etagere.failbacks").tags("location", "eu").counter() == null) {
        Thread.onSpinWait();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sync", "async"})
  void bothFail_isOneFailedCall(String kind) {
    eu.faults().add(Fault.slowDown().always());
    us.faults().add(Fault.slowDown().always());
    try (Client client = open(kind, null)) {
      assertThatThrownBy(() -> client.get("k")).isInstanceOf(S3Exception.class);
    }

    awaitCalls("GetObject", "us", "failed", 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sync", "async"})
  void slowRead_hedge_isCounted(String kind) {
    atBoth("k", "body");
    eu.faults().add(Fault.latency(Duration.ofMillis(500)).on(Operation.GET).always());
    try (Client client = open(kind, new Hedging(0.5, Duration.ofMillis(1), Duration.ofMillis(1)))) {
      client.get("k");
    }

    assertThat(between("etagere.hedges", "GetObject")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sync", "async"})
  void brokenBody_resume_isCounted(String kind) {
    atBoth("k", LARGE);
    eu.faults().add(Fault.truncate().on(Operation.GET));
    try (Client client = open(kind, null)) {
      assertThat(client.get("k")).isEqualTo(LARGE);
    }

    assertThat(registry.get("etagere.resumes").tags("operation", "GetObject").counter().count())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sync", "async"})
  void manyKeys_noMeterMore_andNoKeyInATag(String kind) {
    atBoth("k", "body");
    try (Client client = open(kind, null)) {
      client.put("secret-0", "body");
      awaitCalls("PutObject", "eu", "success", 1);
      int before = registry.getMeters().size();
      for (int i = 1; i < 20; i++) {
        client.put("secret-" + i, "body");
      }
      awaitCalls("PutObject", "eu", "success", 20);
      assertThat(registry.getMeters()).hasSize(before);
    }
    assertThat(registry.getMeters())
        .flatExtracting(meter -> meter.getId().getTags())
        .extracting(Tag::getValue)
        .noneMatch(value -> value.contains("secret"));
  }

  @Test
  void store_sameNamesAndTags() {
    atBoth("k", "body");
    try (Client client = open("sync", null)) {
      client.get("k");
      eu.stop();
      client.get("k");
    }
    Set<String> ofTheClient = names(registry);
    SimpleMeterRegistry own = new SimpleMeterRegistry();
    try (ObjectStore store =
        Etagere.builder()
            .listener(new FailoverMetrics(own, Tags.of("app", "test")))
            .open(Location.data("mem:metrics-a"), Location.data("mem:metrics-b"))) {
      store.put("k", Content.of("body"));
      store.edge(Router.class).prefer("secondary");
      store.put("k", Content.of("body"));
      store.get("k");
      assertThat(store.get("missing-from-both-and-more")).isEmpty();
    } catch (UnavailableException e) {
      // what the secondary does not have is no proof that it is not there
    }

    assertThat(
            own.get("etagere.calls")
                .tags("operation", "PutObject", "location", "secondary", "outcome", "success")
                .timer()
                .count())
        .isEqualTo(1);
    assertThat(own.get("etagere.breaker.state").tags("location", "primary").gauge().value())
        .isZero();
    assertThat(ofTheClient).containsAll(names(own));
  }

  /** Names with the names of their tags. */
  private static Set<String> names(SimpleMeterRegistry registry) {
    return registry.getMeters().stream()
        .map(Meter::getId)
        .map(id -> id.getName() + id.getTags().stream().map(Tag::getKey).sorted().toList())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void outcome_ofEachError() {
    assertThat(Outcome.of(new AbsentException("k", "m", null))).isEqualTo(Outcome.REJECTED);
    assertThat(Outcome.of(ConflictException.exists("k", null))).isEqualTo(Outcome.REJECTED);
    assertThat(Outcome.of(new AccessException("k", "m", null))).isEqualTo(Outcome.REJECTED);
    assertThat(Outcome.of(AccessException.unanswered("k", "m", null))).isEqualTo(Outcome.FAILED);
    assertThat(Outcome.of(new UnavailableException("k", "m", null))).isEqualTo(Outcome.FAILED);
    assertThat(Outcome.of(SdkClientException.create("m"))).isEqualTo(Outcome.FAILED);
    assertThat(Outcome.of(new IOException())).isEqualTo(Outcome.FAILED);
  }
}
