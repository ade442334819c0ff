package dev.etagere.local.server;

import static dev.etagere.local.server.Rig.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.local.Lag;
import dev.etagere.local.server.fault.Operation;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ReplicationStatus;

class LocalRegionsTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private LocalRegions regions;
  private LocalRegion eu;
  private LocalRegion us;
  private final List<S3Client> clients = new ArrayList<>();

  @BeforeEach
  void open() {
    start(LocalRegions.builder().region("eu-west-1", "orders-eu").region("us-east-1", "orders-us"));
  }

  private void start(LocalRegions.Builder builder) {
    regions = builder.start();
    eu = regions.region("eu-west-1");
    us = regions.region("us-east-1");
  }

  @AfterEach
  void close() {
    clients.forEach(S3Client::close);
    regions.close();
  }

  private S3Client client(LocalRegion region) {
    return client(region, LONG);
  }

  /** For requests that nobody answers. */
  private S3Client impatient(LocalRegion region) {
    return client(region, Duration.ofMillis(400));
  }

  private S3Client client(LocalRegion region, Duration patience) {
    S3Client client =
        S3Client.builder()
            .endpointOverride(region.endpoint())
            .region(Region.of(region.name()))
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(regions.accessKey(), regions.secretKey())))
            .httpClientBuilder(Apache5HttpClient.builder().socketTimeout(patience))
            .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()))
            .build();
    clients.add(client);
    return client;
  }

  private static String put(S3Client s3, LocalRegion region, String key, String text) {
    return s3.putObject(
            r -> r.bucket(region.bucket()).key(key).metadata(java.util.Map.of("a", "b")),
            RequestBody.fromString(text))
        .eTag();
  }

  private static String get(S3Client s3, LocalRegion region, String key) {
    return s3.getObjectAsBytes(r -> r.bucket(region.bucket()).key(key)).asUtf8String();
  }

  @Test
  void put_eitherWay_isThereOverHttp() throws Exception {
    S3Client europe = client(eu);
    S3Client america = client(us);
    String etag = put(europe, eu, "from-eu", "1");
    put(america, us, "from-us", "2");

    regions.awaitReplicated(LONG);

    assertThat(get(america, us, "from-eu")).isEqualTo("1");
    assertThat(get(europe, eu, "from-us")).isEqualTo("2");
    var replica = america.headObject(r -> r.bucket(us.bucket()).key("from-eu"));
    var source = europe.headObject(r -> r.bucket(eu.bucket()).key("from-eu"));
    assertThat(replica.eTag()).isEqualTo(etag);
    assertThat(replica.metadata()).containsEntry("a", "b");
    assertThat(replica.versionId()).isEqualTo(source.versionId());
    assertThat(replica.lastModified()).isEqualTo(source.lastModified());
    assertThat(replica.replicationStatus()).isEqualTo(ReplicationStatus.REPLICA);
    assertThat(source.replicationStatus()).isEqualTo(ReplicationStatus.COMPLETED);
    assertThat(europe.getBucketLocation(r -> r.bucket(eu.bucket())).locationConstraintAsString())
        .isEqualTo("eu-west-1");
  }

  @Test
  void stopped_region_isCaughtUpWithWhenItIsBack() throws Exception {
    S3Client europe = client(eu);
    S3Client america = client(us);
    URI endpoint = us.endpoint();
    us.stop();
    put(europe, eu, "k", "meanwhile");
    assertThat(answer(() -> get(america, us, "k"))).isEqualTo("io");
    assertThat(us.isServing()).isFalse();
    assertThatThrownBy(() -> regions.awaitReplicated(Duration.ofMillis(100)))
        .hasMessageContaining("1 from eu-west-1");

    us.start();
    regions.awaitReplicated(LONG);

    assertThat(us.endpoint()).isEqualTo(endpoint);
    assertThat(get(america, us, "k")).isEqualTo("meanwhile");
  }

  @Test
  void frozen_region_neitherSendsNorTakes() throws Exception {
    S3Client europe = client(eu);
    S3Client america = client(us);
    regions.replication().pause();
    put(europe, eu, "k", "before");
    eu.freeze();
    regions.replication().resume();
    put(america, us, "other", "from us");
    assertThat(answer(() -> get(impatient(eu), eu, "k"))).isEqualTo("io");
    assertThatThrownBy(() -> regions.awaitReplicated(Duration.ofMillis(100)))
        .hasMessageContaining("1 from eu-west-1 (not reachable), 1 from us-east-1");
    assertThat(answer(() -> get(america, us, "k"))).isEqualTo("404 NoSuchKey");

    eu.thaw();
    regions.awaitReplicated(LONG);

    assertThat(get(america, us, "k")).isEqualTo("before");
    assertThat(get(europe, eu, "other")).isEqualTo("from us");
  }

  @Test
  void latency_ofOneRegion_holdsUpThatOne() {
    S3Client europe = client(eu);
    S3Client america = client(us);
    eu.setLatency(Duration.ofMinutes(5));

    assertThat(answer(() -> put(impatient(eu), eu, "k", "v"))).isEqualTo("io");
    assertThat(answer(() -> put(america, us, "k", "v"))).isEqualTo("ok");
    assertThat(eu.server().faults().requests().of(Operation.PUT)).isEqualTo(1);
    eu.setLatency(Duration.ZERO);
    assertThat(answer(() -> put(europe, eu, "k", "v"))).isEqualTo("ok");
  }

  @Test
  void latency_stoppedMeanwhile_doesNothing() throws Exception {
    eu.setLatency(Duration.ofMillis(1_500));
    assertThat(answer(() -> put(impatient(eu), eu, "late", "v"))).isEqualTo("io");
    eu.stop();
    Thread.sleep(2_000);

    assertThat(eu.engine().list(eu.bucket(), dev.etagere.local.ListRequest.all()).items())
        .isEmpty();
  }

  @Test
  void lag_long_isStaleUntilChanged() throws Exception {
    S3Client europe = client(eu);
    S3Client america = client(us);
    put(europe, eu, "k", "old");
    regions.awaitReplicated(LONG);
    regions.replication().setLag(Lag.of(Duration.ofHours(1)));
    put(europe, eu, "k", "new");

    assertThat(get(america, us, "k")).isEqualTo("old");
    assertThat(regions.pending()).isEqualTo(1);
    regions.replication().setLag(Lag.none());
    regions.awaitReplicated(LONG);
    assertThat(get(america, us, "k")).isEqualTo("new");
  }

  @Test
  void onDisk_goesOnWhereItEnded(@TempDir Path directory) throws Exception {
    regions.close();
    LocalRegions.Builder onDisk =
        LocalRegions.builder()
            .region("eu-west-1", "orders-eu", directory.resolve("eu"), 0)
            .region("us-east-1", "orders-us", directory.resolve("us"), 0);
    start(onDisk);
    regions.replication().pause();
    put(client(eu), eu, "k", "v");
    clients.forEach(S3Client::close);
    clients.clear();
    regions.close();

    start(onDisk);
    regions.awaitReplicated(LONG);

    assertThat(get(client(us), us, "k")).isEqualTo("v");
  }

  @Test
  void three_regions_replicateToAll() throws Exception {
    regions.close();
    start(
        LocalRegions.builder()
            .region("eu-west-1", "orders-eu")
            .region("us-east-1", "orders-us")
            .region("ap-south-1", "orders-ap"));
    put(client(eu), eu, "k", "v");

    regions.awaitReplicated(LONG);

    LocalRegion ap = regions.region("ap-south-1");
    assertThat(get(client(us), us, "k")).isEqualTo("v");
    assertThat(get(client(ap), ap, "k")).isEqualTo("v");
  }

  @Test
  void close_leavesNoThread() {
    regions.close();

    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("replication-"));
  }

  @Test
  void start_sameBucketTwice_isRefused() {
    assertThatThrownBy(
            () -> LocalRegions.builder().region("a", "bucket").region("b", "bucket").start())
        .isInstanceOf(IllegalArgumentException.class);
  }
}
