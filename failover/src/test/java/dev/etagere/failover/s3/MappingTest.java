package dev.etagere.failover.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;

/** Requests in the forms that callers write them. */
@SuppressWarnings("deprecation") // an old form of copies
class MappingTest {
  private final FakeS3 eu = new FakeS3();
  private final FakeS3 us = new FakeS3();
  private final FailoverS3Client client =
      FailoverS3Client.builder()
          .primary("eu", eu.client(), "orders-eu")
          .secondary("us", us.client(), "orders-us")
          .bucket("orders")
          .probes(false)
          .build();

  private void copy(String source) {
    client.copyObject(r -> r.copySource(source).destinationBucket("orders").destinationKey("to"));
  }

  @ParameterizedTest
  @CsvSource({
    "orders/a%2Fb, orders-eu/a%2Fb",
    "/orders/a+b, /orders-eu/a+b",
    "orders%2Fa%2Fb, orders-eu%2Fa%2Fb",
    "%2Forders%2fa, %2Forders-eu%2fa",
    "orders/a?versionId=null, orders-eu/a?versionId=null",
    "orders/a?versionId=eu:v.1-_, orders-eu/a?versionId=v.1-_",
    "orders/a?versionId=eu%3Av1, orders-eu/a?versionId=v1",
    "orders/a?versionId=eu%3av1, orders-eu/a?versionId=v1",
  })
  void copySource_howeverEncoded_namesTheLocationsBucket(String source, String there) {
    copy(source);

    assertThat(eu.<CopyObjectRequest>last().copySource()).isEqualTo(there);
  }

  @ParameterizedTest
  @ValueSource(strings = {"other%2Fa", "orders", "%2F", "/orders", "orders%2", "arn%3Aaws%2Fx"})
  void copySource_ofAnotherBucketOrNone_refused(String source) {
    assertThatThrownBy(() -> copy(source)).isInstanceOf(IllegalArgumentException.class);
    assertThat(eu.asked()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"If-None-Match", "if-match", "x-amz-if-match-size"})
  void put_conditionInAHeaderOfTheCallers_isAConditionalWrite(String header) {
    eu.failing(FakeS3.status(503, "SlowDown"));

    assertThatThrownBy(
            () ->
                client.putObject(
                    r ->
                        r.bucket("orders")
                            .key("k")
                            .overrideConfiguration(o -> o.putHeader(header, "*")),
                    RequestBody.fromString("body")))
        .isInstanceOf(SdkException.class)
        .hasMessageContaining("conditional write");

    assertThat(us.asked()).isEmpty();
  }

  @Test
  void get_conditionInAHeaderOfTheCallers_failsOver() {
    eu.failing(FakeS3.status(503, "SlowDown"));

    client.headObject(
        r ->
            r.bucket("orders")
                .key("k")
                .overrideConfiguration(o -> o.putHeader("If-None-Match", "x")));

    assertThat(us.asked()).hasSize(1);
  }
}
