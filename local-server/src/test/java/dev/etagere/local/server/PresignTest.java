package dev.etagere.local.server;

import static dev.etagere.local.server.Rig.BUCKET;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

class PresignTest {
  private static final String KEY = "pre + ü/%";
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static Rig rig;
  private static S3Presigner presigner;

  @BeforeAll
  static void open() {
    rig = new Rig();
    presigner =
        S3Presigner.builder()
            .endpointOverride(rig.server.endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(rig.server.accessKey(), rig.server.secretKey())))
            .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
            .build();
  }

  @AfterAll
  static void close() {
    presigner.close();
    rig.close();
  }

  private static URI toGet(Duration life) throws Exception {
    return presigner
        .presignGetObject(
            p -> p.signatureDuration(life).getObjectRequest(r -> r.bucket(BUCKET).key(KEY)))
        .url()
        .toURI();
  }

  private static HttpResponse<String> get(URI url) throws Exception {
    return HTTP.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void get_inTime_200() throws Exception {
    rig.put(KEY, "body");
    HttpResponse<String> response = get(toGet(Duration.ofMinutes(1)));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("body");
  }

  @Test
  void get_changed_403() throws Exception {
    rig.put(KEY, "body");
    String url = toGet(Duration.ofMinutes(1)).toString();
    assertThat(get(URI.create(url.replaceAll("Signature=....", "Signature=0000"))).statusCode())
        .isEqualTo(403);
    assertThat(get(URI.create(url.replace("X-Amz-Expires=60", "X-Amz-Expires=600"))).statusCode())
        .isEqualTo(403);
    assertThat(get(URI.create(url.replace("/bkt/", "/bkt/x"))).statusCode()).isEqualTo(403);
  }

  @Test
  void get_expired_403() throws Exception {
    rig.put("old", "body");
    Instant hourAgo = Instant.now().minusSeconds(3_600);
    RawRequest.Reply reply =
        new RawRequest(rig.server, "GET", "/bkt/old").at(hourAgo).presigned(600).send();
    assertThat(reply.code()).isEqualTo("403 AccessDenied");
    assertThat(reply.text()).contains("expired");
    reply = new RawRequest(rig.server, "GET", "/bkt/old").at(hourAgo).presigned(7_200).send();
    assertThat(reply.status()).isEqualTo(200);
  }

  @Test
  void put_inTime_isStored() throws Exception {
    URI url =
        presigner
            .presignPutObject(
                p ->
                    p.signatureDuration(Duration.ofMinutes(1))
                        .putObjectRequest(r -> r.bucket(BUCKET).key("put + ü")))
            .url()
            .toURI();
    HttpResponse<String> response =
        HTTP.send(
            HttpRequest.newBuilder(url).PUT(HttpRequest.BodyPublishers.ofString("pre")).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(rig.held("put + ü")).isEqualTo("pre");
  }

  /** S3Proxy holds such a body in memory, so there is a limit. */
  @Test
  void put_lengthNotTold_isStoredUpTo8MiB() throws Exception {
    assertThat(putOfUnknownLength("short", 1_000)).isEqualTo(200);
    assertThat(rig.held("short")).hasSize(1_000);
    assertThat(putOfUnknownLength("long", 9 << 20)).isEqualTo(400);
    assertThat(rig.held("long")).isNull();
  }

  private static int putOfUnknownLength(String key, int length) throws Exception {
    URI url =
        presigner
            .presignPutObject(
                p ->
                    p.signatureDuration(Duration.ofMinutes(1))
                        .putObjectRequest(r -> r.bucket(BUCKET).key(key)))
            .url()
            .toURI();
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .version(HttpClient.Version.HTTP_1_1)
            .PUT(
                HttpRequest.BodyPublishers.ofInputStream(
                    () -> new ByteArrayInputStream(new byte[length])))
            .build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
  }

  @Test
  void put_conditionSigned_isJudged() throws Exception {
    rig.put("conditional", "first");
    var presigned =
        presigner.presignPutObject(
            p ->
                p.signatureDuration(Duration.ofMinutes(1))
                    .putObjectRequest(r -> r.bucket(BUCKET).key("conditional").ifNoneMatch("*")));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(presigned.url().toURI())
            .PUT(HttpRequest.BodyPublishers.ofString("second"));
    presigned
        .signedHeaders()
        .forEach(
            (name, values) -> {
              if (!name.equalsIgnoreCase("host")) {
                request.header(name, values.get(0));
              }
            });
    assertThat(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(412);
    assertThat(rig.held("conditional")).isEqualTo("first");
  }
}
