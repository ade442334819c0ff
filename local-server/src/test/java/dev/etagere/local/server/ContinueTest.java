package dev.etagere.local.server;

import static dev.etagere.local.server.Rig.BUCKET;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Clients that ask whether they may send a body, and the Common Runtime, which does so oddly. */
class ContinueTest {
  private static final int MIB = 1 << 20;
  private static final int PART = 5 * MIB;
  private static Rig rig;

  @BeforeAll
  static void open() {
    rig = new Rig();
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @Tag("once")
  @ParameterizedTest
  @ValueSource(ints = {0, 1_000, PART - 1, 2 * PART + 1})
  void commonRuntime_putAndGet_sameBytes(int size) throws Exception {
    byte[] bytes = bytes(size);
    try (S3AsyncClient crt =
        S3AsyncClient.crtBuilder()
            .endpointOverride(rig.server.endpoint())
            .region(Region.of(rig.server.region()))
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(rig.server.accessKey(), rig.server.secretKey())))
            .forcePathStyle(true)
            .minimumPartSizeInBytes((long) PART)
            .thresholdInBytes((long) PART)
            .build()) {
      String key = "crt-" + size;
      crt.putObject(r -> r.bucket(BUCKET).key(key), AsyncRequestBody.fromBytes(bytes))
          .get(30, TimeUnit.SECONDS);
      byte[] back =
          crt.getObject(r -> r.bucket(BUCKET).key(key), AsyncResponseTransformer.toBytes())
              .get(30, TimeUnit.SECONDS)
              .asByteArray();
      assertThat(Arrays.equals(bytes, back)).isTrue();
    }
  }

  /** With one connection at most, which would be waited for if it were closed and not told of. */
  @Tag("once")
  @Test
  void commonRuntimesHttp_putsOfManySizes_sameBytes() {
    S3Client s3 =
        rig.client(
            b ->
                b.httpClientBuilder(
                    AwsCrtHttpClient.builder()
                        .maxConcurrency(1)
                        .connectionAcquisitionTimeout(Duration.ofSeconds(5))));
    for (int size : new int[] {0, 1_000, MIB, 2 * MIB}) {
      byte[] bytes = bytes(size);
      s3.putObject(r -> r.bucket(BUCKET).key("http"), RequestBody.fromBytes(bytes));
      byte[] back = s3.getObjectAsBytes(r -> r.bucket(BUCKET).key("http")).asByteArray();
      assertThat(Arrays.equals(bytes, back)).as("%d bytes", size).isTrue();
    }
  }

  /** As no client of the SDK lets one see: the connection, and whether it goes on. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1_000, 100_000})
  void expect_bodyRightBehind_connectionGoesOn(int size) throws Exception {
    byte[] body = bytes(size);
    RawRequest request =
        new RawRequest(rig.server, "PUT", "/bkt/expect").header("expect", "100-continue");
    byte[] wire = request.body(body).onOneConnection();
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), rig.server.endpoint().getPort())) {
      socket.setSoTimeout(10_000);
      for (int i = 0; i < 3; i++) {
        socket.getOutputStream().write(wire);
        String head = head(socket.getInputStream());
        assertThat(head).startsWith("http/1.1 200").doesNotContain("connection: close");
      }
    }
    assertThat(rig.held("expect")).hasSameSizeAs(new String(body, StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "DELETE"})
  void expect_methodWithoutBody_isAnsweredAndGoesOn(String method) throws Exception {
    rig.put("asked", "x");
    byte[] wire =
        new RawRequest(rig.server, method, "/bkt/asked-" + method)
            .header("expect", "100-continue")
            .onOneConnection();
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), rig.server.endpoint().getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(wire);
      String head = head(socket.getInputStream());
      assertThat(head).contains("http/1.1 ").doesNotContain("connection: close");
    }
  }

  /** The head of the final answer, in small letters; what goes before it is skipped. */
  private static String head(InputStream in) throws IOException {
    while (true) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      while (!out.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        int next = in.read();
        if (next < 0) {
          return "ended after: " + out.toString(StandardCharsets.ISO_8859_1);
        }
        out.write(next);
      }
      String head = out.toString(StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
      if (!head.startsWith("http/1.1 100")) {
        return head;
      }
    }
  }
}
