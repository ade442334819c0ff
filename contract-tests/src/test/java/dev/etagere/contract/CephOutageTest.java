package dev.etagere.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.failover.BreakerSettings;
import dev.etagere.failover.Call;
import dev.etagere.failover.FailoverListener;
import dev.etagere.failover.s3.FailoverS3Client;
import dev.etagere.testkit.CephPair;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Two real gateways that replicate to each other; the primary is frozen, killed, frozen again. */
@Tag("once")
class CephOutageTest {
  private static final String BUCKET = "orders";
  private static final int THREADS = 8;
  private static final int BEFORE = 200;
  private static final Duration DOWN = Duration.ofSeconds(5);
  private static final Duration UP = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static CephPair ceph;
  private static S3Client atPrimary;
  private static S3Client atSecondary;

  @BeforeAll
  static void start() throws Exception {
    ceph = CephPair.orSkip();
    atPrimary = client(ceph.primary());
    atSecondary = client(ceph.secondary());
    atPrimary.createBucket(b -> b.bucket(BUCKET));
    for (int i = 0; i < BEFORE; i++) {
      put(atPrimary, before(i));
    }
    await("the bucket is at the secondary", CephOutageTest::secondaryHasTheBucket);
    await("the first objects are at the secondary", () -> keys(atSecondary).size() == BEFORE);
    put(atSecondary, "from-the-secondary");
    await("the secondary's are at the primary", () -> keys(atPrimary).size() == BEFORE + 1);
  }

  /** Its name comes first; what it is made of a little later. */
  private static boolean secondaryHasTheBucket() {
    try {
      return !keys(atSecondary).isEmpty();
    } catch (S3Exception e) {
      if (e.statusCode() == 404) {
        return false;
      }
      throw e;
    }
  }

  @AfterAll
  static void stop() {
    if (ceph != null) {
      atPrimary.close();
      atSecondary.close();
      ceph.close();
    }
  }

  @Test
  void threeOutagesUnderLoad_noCallFailsAndNoWriteIsLost(TestInfo test) throws Exception {
    Acknowledged acknowledged = new Acknowledged();
    OutageLoad load;
    long failovers;
    try (FailoverS3Client both = both(acknowledged)) {
      load = new OutageLoad(both, BUCKET, THREADS, BEFORE, Seed.of(test).nextLong());
      load.start();
      try {
        Thread.sleep(UP.toMillis());
        outage(both, ceph.primary()::freeze, ceph.primary()::thaw);
        outage(both, ceph.primary()::kill, ceph.primary()::restart);
        outage(both, ceph.primary()::freeze, ceph.primary()::thaw);
      } finally {
        load.stop();
      }
      failovers = both.status().failovers();
    }
    System.out.printf(
        "Ceph, three outages, %d threads: %s, %d failovers%n", THREADS, load, failovers);

    assertThat(load.failures()).isEmpty();
    assertThat(failovers).isGreaterThanOrEqualTo(3);
    assertThat(acknowledged.at.keySet()).containsAll(load.written());
    assertThat(acknowledged.at.values()).contains("a", "b");
    assertThereWhereAcknowledged(acknowledged.at);
    Set<String> written = load.written();
    await("what was written is at the primary", () -> keys(atPrimary).containsAll(written));
    await("what was written is at the secondary", () -> keys(atSecondary).containsAll(written));
  }

  /** At once, before any replication has caught up. */
  private static void assertThereWhereAcknowledged(Map<String, String> acknowledged) {
    Map<String, Set<String>> there = Map.of("a", keys(atPrimary), "b", keys(atSecondary));
    acknowledged.forEach((key, location) -> assertThat(there.get(location)).contains(key));
  }

  private static void outage(FailoverS3Client both, Runnable begin, Runnable end)
      throws InterruptedException {
    begin.run();
    Thread.sleep(DOWN.toMillis());
    assertThat(both.status().first()).isEqualTo("b");
    end.run();
    await("calls go to the primary again", () -> both.status().first().equals("a"));
    Thread.sleep(UP.toMillis());
  }

  private static FailoverS3Client both(FailoverListener listener) {
    Duration shortly = Duration.ofMillis(500);
    return FailoverS3Client.builder()
        .primary("a", client(ceph.primary()), BUCKET)
        .secondary("b", client(ceph.secondary()), BUCKET)
        .bucket(BUCKET)
        .breaker(BreakerSettings.standard().withWaits(shortly, shortly.multipliedBy(2), PATIENCE))
        .listener(listener)
        .build();
  }

  private static S3Client client(CephPair.Gateway gateway) {
    return S3Client.builder()
        .endpointOverride(gateway.endpoint())
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .serviceConfiguration(c -> c.chunkedEncodingEnabled(false))
        .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(ceph.accessKey(), ceph.secretKey())))
        .build();
  }

  private static String before(int i) {
    return OutageLoad.BEFORE + i;
  }

  private static void put(S3Client client, String key) {
    client.putObject(b -> b.bucket(BUCKET).key(key), RequestBody.fromString(key));
  }

  /** Whole ones only: an object's content is its key. */
  private static Set<String> keys(S3Client client) {
    return client.listObjectsV2Paginator(b -> b.bucket(BUCKET)).contents().stream()
        .filter(o -> o.eTag().equals('"' + OutageLoad.md5(o.key()) + '"'))
        .map(S3Object::key)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("still not after %s: %s", PATIENCE, what).isLessThan(end);
      Thread.sleep(100);
    }
  }

  /** Which location acknowledged a write. */
  private static final class Acknowledged implements FailoverListener {
    private final Map<String, String> at = new ConcurrentHashMap<>();

    @Override
    public void extractData(Call call) {
      if (call.operation().equals("PutObject")) {
        at.put(call.key(), call.location());
      }
    }
  }
}
