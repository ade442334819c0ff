package dev.etagere.failover.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.failover.Call;
import dev.etagere.failover.FailoverListener;
import dev.etagere.failover.Heard;
import dev.etagere.local.server.fault.Fault;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;

/** What a client is seen to do by itself, and what its requests therefore need not carry. */
class ClientSettingsTest {
  private static S3Client client(Consumer<ClientOverrideConfiguration.Builder> how) {
    return S3Client.builder().region(Region.EU_WEST_1).overrideConfiguration(how).build();
  }

  private static ClientSettings of(Consumer<ClientOverrideConfiguration.Builder> how) {
    try (S3Client client = client(how)) {
      return ClientSettings.of(client);
    }
  }

  @Test
  void of_plainClient_retriesAndNobodyLooks() {
    assertThat(of(o -> {})).isEqualTo(new ClientSettings(null, false, true, false));
  }

  @Test
  void of_clientWithSettings_areSeen() {
    assertThat(
            of(
                o ->
                    o.apiCallTimeout(Duration.ofSeconds(1))
                        .retryStrategy(AwsRetryStrategy.doNotRetry())))
        .isEqualTo(new ClientSettings(Duration.ofSeconds(1), false, false, false));
    assertThat(of(o -> o.addExecutionInterceptor(new ExecutionInterceptor() {})).intercepted())
        .isTrue();
  }

  @Test
  void of_clientThatTellsOfRetries_isSeenAndNobodyElseLooks() {
    try (S3Client client =
        S3Client.builder()
            .region(Region.EU_WEST_1)
            .addPlugin(FailoverAttributes.retryEvents())
            .build()) {
      assertThat(ClientSettings.of(client)).isEqualTo(new ClientSettings(null, false, true, true));
    }
  }

  @Test
  void of_clientOfTheCallersOwn_isTakenForOneThatLooks() {
    try (S3Client client = new DelegatingS3Client(client(o -> {})) {}) {
      assertThat(ClientSettings.of(client).intercepted()).isTrue();
    }
    assertThat(ClientSettings.of(new FakeS3().client()))
        .isEqualTo(new ClientSettings(null, true, true, false));
  }

  @Test
  void needed_theShorterOfBoth() {
    ClientSettings second = new ClientSettings(Duration.ofSeconds(1), false, false, false);
    assertThat(second.needed(Duration.ofSeconds(1))).isNull();
    assertThat(second.needed(Duration.ofMillis(999))).isEqualTo(Duration.ofMillis(999));
  }

  @Test
  void hearsOfRetries_onlyWhoListens() {
    FailoverListener deaf =
        new FailoverListener() {
          @Override
          public void send(Call call) {}
        };
    assertThat(deaf.hearsOfRetries()).isFalse();
    assertThat(new Heard().hearsOfRetries()).isTrue();
    assertThat(FailoverListener.all(List.of(deaf)).hearsOfRetries()).isFalse();
    assertThat(FailoverListener.all(List.of(deaf, new Heard())).hearsOfRetries()).isTrue();
  }

  @Test
  void retry_clientTellsByItself_isHeardOnce() {
    try (TwoLocations two = new TwoLocations();
        FailoverS3Client s3 =
            two.sync()
                .primary(
                    "eu",
                    two.eu.clientBuilder().addPlugin(FailoverAttributes.retryEvents()).build(),
                    two.eu.bucket())
                .build()) {
      two.eu.faults().add(Fault.slowDown());

      s3.headBucket(r -> r.bucket("orders"));

      assertThat(two.heard.events("retry")).containsExactly("retry HeadBucket@eu");
    }
  }
}
