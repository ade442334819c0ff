package dev.etagere.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.failover.s3.FailoverS3Client;
import dev.etagere.testkit.LocalLocation;
import dev.etagere.testkit.LocalS3;
import dev.etagere.testkit.ReplicatedPair;
import io.awspring.cloud.s3.DiskBufferingS3OutputStreamProvider;
import io.awspring.cloud.s3.Jackson2JsonS3ObjectConverter;
import io.awspring.cloud.s3.ObjectMetadata;
import io.awspring.cloud.s3.PropertiesS3ObjectContentTypeResolver;
import io.awspring.cloud.s3.S3Resource;
import io.awspring.cloud.s3.S3Template;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import tools.jackson.databind.json.JsonMapper;

/** Spring Cloud AWS, unchanged, over two locations of which the first goes down. */
@LocalS3
class SpringTemplateTest {
  private static final String BUCKET = OverPair.BUCKET;

  /** More than the sockets on the way hold, or it would be read before the primary stops. */
  private static final int LARGE = 24 << 20;

  private final OverPair.WentOn wentOn = new OverPair.WentOn();
  private ReplicatedPair pair;
  private FailoverS3Client client;
  private S3Presigner presigner;
  private S3Template template;

  record Order(String item, int count) {}

  @BeforeEach
  void open(ReplicatedPair both) {
    pair = both;
    client = OverPair.client(pair, wentOn);
    presigner = presigner(pair.primary());
    template =
        new S3Template(
            client,
            new DiskBufferingS3OutputStreamProvider(
                client, new PropertiesS3ObjectContentTypeResolver()),
            new Jackson2JsonS3ObjectConverter(new JsonMapper()),
            presigner);
  }

  @AfterEach
  void close() {
    presigner.close();
    client.close();
  }

  @Test
  void everyOperation_primaryFrozen_worksAtTheSecondary() throws Exception {
    template.store(BUCKET, "orders/1.json", new Order("lamp", 2));
    template.store(BUCKET, "orders/2.json", new Order("desk", 1));
    pair.awaitReplicated();

    pair.primary().server().freeze();

    assertThat(template.read(BUCKET, "orders/1.json", Order.class)).isEqualTo(new Order("lamp", 2));
    assertThat(template.bucketExists(BUCKET)).isTrue();
    assertThat(template.objectExists(BUCKET, "orders/3.json")).isFalse();
    S3Resource stored = template.store(BUCKET, "orders/3.json", new Order("door", 4));
    assertThat(stored.contentType()).isEqualTo("application/json");
    template.upload(BUCKET, "notes.txt", stream("kept"), metadata("text/plain"));
    template.deleteObject(BUCKET, "orders/2.json");
    assertThat(template.listObjects(BUCKET, "orders/"))
        .extracting(S3Resource::getFilename)
        .containsExactly("orders/1.json", "orders/3.json");
    assertThat(template.download(BUCKET, "notes.txt").getContentAsString(StandardCharsets.UTF_8))
        .isEqualTo("kept");
    assertThat(wentOn.calls()).isNotEmpty();
  }

  @Test
  void whatWasWrittenInTheOutage_primaryBack_isThereToo() throws Exception {
    template.store(BUCKET, "old", new Order("lamp", 2));
    pair.awaitReplicated();
    pair.primary().server().stop();
    template.store(BUCKET, "new", new Order("desk", 1));
    template.deleteObject(BUCKET, "old");

    pair.primary().server().start();
    pair.awaitReplicated();

    client.prefer(OverPair.PRIMARY);
    assertThat(template.read(BUCKET, "new", Order.class)).isEqualTo(new Order("desk", 1));
    assertThat(template.objectExists(BUCKET, "old")).isFalse();
  }

  @Test
  void download_primaryStopsInTheMiddle_isOneStream() throws Exception {
    template.upload(BUCKET, "large", new Noise(1, LARGE), null);
    pair.awaitReplicated();

    try (InputStream in = template.download(BUCKET, "large").getInputStream()) {
      byte[] begin = in.readNBytes(LARGE / 8);
      pair.primary().server().stop();

      assertThat(
              Noise.isAllOf(new SequenceInputStream(new ByteArrayInputStream(begin), in), 1, LARGE))
          .isTrue();
    }
    assertThat(wentOn.bodies()).isNotEmpty();
  }

  @Test
  void writeToAResource_primaryStopsBeforeItIsClosed_isAtTheSecondary() throws IOException {
    try (var out = template.createResource(BUCKET, "page").getOutputStream()) {
      out.write("first ".getBytes(StandardCharsets.UTF_8));
      pair.primary().server().stop();
      out.write("last".getBytes(StandardCharsets.UTF_8));
    }

    LocalLocation secondary = pair.secondary();
    assertThat(
            secondary
                .client()
                .getObjectAsBytes(r -> r.bucket(secondary.bucket()).key("page"))
                .asUtf8String())
        .isEqualTo("first last");
    assertThat(wentOn.calls()).containsExactly("PutObject");
  }

  private static InputStream stream(String content) {
    return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
  }

  private static ObjectMetadata metadata(String contentType) {
    return ObjectMetadata.builder().contentType(contentType).build();
  }

  private static S3Presigner presigner(LocalLocation location) {
    return S3Presigner.builder()
        .endpointOverride(location.endpoint())
        .region(Region.of(location.server().region()))
        .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(
                    location.server().accessKey(), location.server().secretKey())))
        .build();
  }
}
