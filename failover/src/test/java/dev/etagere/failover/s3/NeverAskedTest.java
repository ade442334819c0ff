package dev.etagere.failover.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.failover.BreakerState;
import dev.etagere.failover.TlsServer;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.CertificateExpiredException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;

/** A primary with an expired certificate, and one without an address, for both clients. */
class NeverAskedTest {
  private static final URI NOWHERE = URI.create("http://no-such-host.invalid");

  private final TwoLocations two = new TwoLocations();
  @TempDir Path folder;

  @AfterEach
  void close() {
    two.close();
  }

  private S3Client trusting(TlsServer server) {
    return two.eu
        .clientBuilder()
        .endpointOverride(server.endpoint())
        .httpClientBuilder(Apache5HttpClient.builder().tlsTrustManagersProvider(server::trust))
        .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  private S3AsyncClient asyncTrusting(TlsServer server) {
    return TwoLocations.asyncBuilder(two.eu, server.endpoint())
        .httpClient(null)
        .httpClientBuilder(
            NettyNioAsyncHttpClient.builder().tlsTrustManagersProvider(server::trust))
        .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  @Test
  void clients_certificateThatIsValid_trustIt() throws Exception {
    try (TlsServer server = TlsServer.valid(folder);
        S3Client sync = trusting(server);
        S3AsyncClient async = asyncTrusting(server)) {
      assertThat(sync.headBucket(r -> r.bucket("b")).sdkHttpResponse().isSuccessful()).isTrue();
      assertThat(async.headBucket(r -> r.bucket("b")).join().sdkHttpResponse().isSuccessful())
          .isTrue();
    }
  }

  @Test
  void sync_expiredCertificate_failsOverAndRemembers() throws Exception {
    try (TlsServer server = TlsServer.expired(folder);
        S3Client primary = trusting(server)) {
      failsOverAndRemembers(primary);
    }
    assertThat(two.heard.causes().get(0)).hasRootCauseInstanceOf(CertificateExpiredException.class);
  }

  @Test
  void async_expiredCertificate_failsOverAndRemembers() throws Exception {
    try (TlsServer server = TlsServer.expired(folder);
        S3AsyncClient primary = asyncTrusting(server)) {
      failsOverAndRemembers(primary);
    }
    assertThat(two.heard.causes().get(0)).hasRootCauseInstanceOf(CertificateExpiredException.class);
  }

  @Test
  void sync_noSuchHost_failsOverAndRemembers() {
    try (S3Client primary = two.eu.clientBuilder().endpointOverride(NOWHERE).build()) {
      failsOverAndRemembers(primary);
    }
  }

  @Test
  void async_noSuchHost_failsOverAndRemembers() {
    try (S3AsyncClient primary = TwoLocations.asyncBuilder(two.eu, NOWHERE).build()) {
      failsOverAndRemembers(primary);
    }
  }

  private void failsOverAndRemembers(S3Client primary) {
    TwoLocations.put(two.us.client(), two.us.bucket(), "k", "body");
    try (FailoverS3Client over =
        two.sync().primary("eu", primary, "orders-eu").probes(false).build()) {
      assertThat(over.getObjectAsBytes(r -> r.bucket("orders").key("k")).asUtf8String())
          .isEqualTo("body");
      firstFailedOver(over.status().locations().get(0).breaker());

      assertThat(over.getObjectAsBytes(r -> r.bucket("orders").key("k")).asUtf8String())
          .isEqualTo("body");
      secondWentStraight();
    }
  }

  private void failsOverAndRemembers(S3AsyncClient primary) {
    TwoLocations.put(two.us.client(), two.us.bucket(), "k", "body");
    try (FailoverS3AsyncClient over =
        two.async().primary("eu", primary, "orders-eu").probes(false).build()) {
      assertThat(get(over)).isEqualTo("body");
      firstFailedOver(over.status().locations().get(0).breaker());

      assertThat(get(over)).isEqualTo("body");
      secondWentStraight();
    }
  }

  private static String get(S3AsyncClient client) {
    return client
        .getObject(r -> r.bucket("orders").key("k"), AsyncResponseTransformer.toBytes())
        .join()
        .asUtf8String();
  }

  private void firstFailedOver(BreakerState primary) {
    assertThat(two.heard.events("send")).containsExactly("send GetObject@eu", "send GetObject@us");
    assertThat(primary).isEqualTo(BreakerState.OPEN);
  }

  private void secondWentStraight() {
    assertThat(two.heard.events("send"))
        .as("straight to the secondary")
        .containsExactly("send GetObject@eu", "send GetObject@us", "send GetObject@us");
  }
}
