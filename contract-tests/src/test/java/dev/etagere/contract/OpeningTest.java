package dev.etagere.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.Etagere;
import dev.etagere.core.Content;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.local.server.fault.Operation;
import dev.etagere.local.server.fault.Requests;
import dev.etagere.s3.S3Edge;
import dev.etagere.testkit.LocalLocation;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.core.SdkSystemSetting;

/**
 * Row A1 of the parity table: a store over a bucket, with a client of the caller's or one it makes.
 */
class OpeningTest {
  private LocalLocation s3;

  @BeforeEach
  void start() {
    s3 = LocalLocation.start("eu-west-1", "opening");
    AwsBasicCredentials keys =
        (AwsBasicCredentials)
            s3.client().serviceClientConfiguration().credentialsProvider().resolveIdentity().join();
    System.setProperty(SdkSystemSetting.AWS_ACCESS_KEY_ID.property(), keys.accessKeyId());
    System.setProperty(SdkSystemSetting.AWS_SECRET_ACCESS_KEY.property(), keys.secretAccessKey());
  }

  @AfterEach
  void stop() {
    System.clearProperty(SdkSystemSetting.AWS_ACCESS_KEY_ID.property());
    System.clearProperty(SdkSystemSetting.AWS_SECRET_ACCESS_KEY.property());
    s3.close();
  }

  @Test
  void a1_open_clientOfTheCallers_usesItAndLeavesItOpen() {
    try (ObjectStore store =
        Etagere.builder().s3Client(s3.client()).open(Location.data("s3://opening/pre"))) {
      assertThat(store.edge(S3Edge.class).client()).isSameAs(s3.client());
      store.create("k", Content.of("1"));
    }

    assertThat(s3.client().getObjectAsBytes(r -> r.bucket("opening").key("pre/k")).asUtf8String())
        .isEqualTo("1");
  }

  @Test
  void a1_open_noClient_makesOneFromTheLocationAndClosesIt() {
    ObjectStore store = Etagere.open(location());
    store.create("k", Content.of("1"));
    S3Edge edge = store.edge(S3Edge.class);
    store.close();

    assertThat(s3.client().getObjectAsBytes(r -> r.bucket("opening").key("pre/k")).asUtf8String())
        .isEqualTo("1");
    assertThatThrownBy(() -> edge.client().headBucket(r -> r.bucket("opening")))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a1_open_clientBesideALocationThatWouldMakeOne_isRefused() {
    Etagere.Builder builder = Etagere.builder().s3Client(s3.client());

    assertThatThrownBy(() -> builder.open(location()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[endpoint, path-style, region]")
        .hasMessageContaining("leave out the client");
  }

  @Test
  void open_warmUp_asksOnceForEachConnection() {
    Requests before = s3.faults().requests();
    try (ObjectStore store = Etagere.builder().warmUp(4).open(location())) {
      assertThat(s3.faults().requests().since(before).of(Operation.HEAD)).isEqualTo(4);

      store.create("k", Content.of("1"));
    }
  }

  @Test
  void open_warmUpOfALocationThatIsDown_opensAllTheSame() {
    s3.server().freeze();
    try (ObjectStore store = Etagere.builder().warmUp(2).open(location())) {
      s3.server().thaw();

      store.create("k", Content.of("1"));
    }
  }

  @Test
  void warmUp_noneOrTooMany_isRefused() {
    assertThatThrownBy(() -> Etagere.builder().warmUp(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 to 64");
    assertThatThrownBy(() -> Etagere.builder().warmUp(65)).hasMessageContaining("not 65");
  }

  private Location location() {
    String endpoint = URLEncoder.encode(s3.endpoint().toString(), StandardCharsets.UTF_8);
    return Location.data("s3://opening/pre?region=eu-west-1&path-style=true&endpoint=" + endpoint);
  }
}
