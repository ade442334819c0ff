package dev.etagere.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.Location;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.utils.AttributeMap;

@Timeout(60)
@ExtendWith(SurroundingsOfAws.class)
class LimitsTest {
  private record Given(SdkHttpClient client) implements SdkHttpClient.Builder<Given> {
    @Override
    public SdkHttpClient buildWithDefaults(AttributeMap ignored) {
      return client;
    }
  }

  @Test
  void put_answered_leavesNoLimitBehind() {
    try (S3Client client =
        S3Clients.of(Location.data("s3://bucket?region=us-east-1"), new Given(new FakeS3()))) {
      // What keeps its threads from being woken is always there.
      int before = Limits.timer().getQueue().size();

      for (int i = 0; i < 3; i++) {
        String key = "k" + i;
        client.putObject(
            r ->
                r.bucket("bucket")
                    .key(key)
                    .overrideConfiguration(o -> o.apiCallTimeout(Duration.ofMinutes(1))),
            RequestBody.fromString("x"));
      }

      assertThat(Limits.timer().getQueue()).hasSize(before);
    }
    assertThat(Limits.timer().isShutdown()).isFalse();
  }

  @Test
  void head_neverAnswered_endsAtItsLimit() throws Exception {
    try (SilentServer server = new SilentServer("");
        S3Client client =
            S3Clients.of(
                Location.data("s3://bucket?path-style=true&endpoint=" + server.endpoint("http")))) {
      assertThatThrownBy(
              () ->
                  client.headObject(
                      r ->
                          r.bucket("bucket")
                              .key("k")
                              .overrideConfiguration(
                                  o -> o.apiCallTimeout(Duration.ofMillis(200)))))
          .isInstanceOf(ApiCallTimeoutException.class);
    }
  }
}
