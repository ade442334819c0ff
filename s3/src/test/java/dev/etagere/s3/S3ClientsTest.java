package dev.etagere.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.etagere.core.Location;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

class S3ClientsTest {
  private static final List<String> PROPERTIES =
      List.of("aws.region", "aws.configFile", "aws.disableEc2Metadata");

  private final Map<String, String> before = new HashMap<>();

  /** So that neither this machine's own files nor a cloud it runs in answer. */
  @BeforeEach
  void shutOutTheSurroundings() {
    PROPERTIES.forEach(name -> before.put(name, System.getProperty(name)));
    System.clearProperty("aws.region");
    System.setProperty("aws.configFile", "/nonexistent/aws/config");
    System.setProperty("aws.disableEc2Metadata", "true");
  }

  @AfterEach
  void letThemInAgain() {
    before.forEach(
        (name, value) -> {
          if (value == null) {
            System.clearProperty(name);
          } else {
            System.setProperty(name, value);
          }
        });
  }

  @Test
  void of_anyLocation_leavesNoRetryToTheSdk() {
    try (S3Client client = S3Clients.of(Location.data("s3://bucket?region=eu-west-1"))) {
      assertThat(
              client
                  .serviceClientConfiguration()
                  .overrideConfiguration()
                  .retryStrategy()
                  .orElseThrow()
                  .maxAttempts())
          .isEqualTo(1);
      assertThat(client.serviceClientConfiguration().region()).isEqualTo(Region.EU_WEST_1);
      assertThat(client.serviceClientConfiguration().endpointOverride()).isEmpty();
    }
  }

  @Test
  void of_endpointWithoutRegion_signsForTheUsualOne() {
    assumeThat(System.getenv("AWS_REGION")).isNull();
    try (S3Client client =
        S3Clients.of(Location.data("s3://bucket?endpoint=http://localhost:9000"))) {
      assertThat(client.serviceClientConfiguration().region()).isEqualTo(Region.US_EAST_1);
      assertThat(client.serviceClientConfiguration().endpointOverride())
          .contains(URI.create("http://localhost:9000"));
    }
  }

  @Test
  void of_noRegionAnywhere_isAClearError() {
    assumeThat(System.getenv("AWS_REGION")).isNull();

    assertThatThrownBy(() -> S3Clients.of(Location.data("s3://bucket/prefix")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("s3://bucket/prefix")
        .hasMessageContaining("?region=")
        .hasMessageContaining("AWS_REGION");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost:9000", "ftp://host", "http://", "http:/host", "host", "", "//host"})
  void of_endpointThatIsNone_isRefused(String endpoint) {
    assertThatThrownBy(() -> S3Clients.of(Location.data("s3://bucket?endpoint=" + endpoint)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void of_credentialsInTheEndpoint_areRefusedAndNotRepeated() {
    Location location = Location.data("s3://bucket?endpoint=http://key:hunter2@localhost:9000");

    assertThatThrownBy(() -> S3Clients.of(location))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("credentials")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
  }

  @Test
  void of_pathStyleThatIsNeitherTrueNorFalse_isRefused() {
    assertThatThrownBy(
            () -> S3Clients.of(Location.data("s3://bucket?region=eu-west-1&path-style=yes")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("path-style");
    S3Clients.of(Location.data("s3://bucket?region=eu-west-1&path-style=false")).close();
  }
}
