package dev.etagere.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.AccessException;
import dev.etagere.core.Content;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.spi.StoreSettings;
import dev.etagere.core.spi.Stores;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.security.cert.CertificateExpiredException;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/** What nobody answered: what was certainly not sent is not called unknown. */
@Timeout(60)
@ExtendWith(SurroundingsOfAws.class)
class UnansweredTest {
  private final FakeS3 s3 = new FakeS3();

  static Stream<IOException> untrusted() {
    return Stream.of(
        new SSLHandshakeException("PKIX"),
        new SSLPeerUnverifiedException("the name is another"),
        new SSLException("Unsupported or unrecognized SSL message"));
  }

  @ParameterizedTest
  @MethodSource("untrusted")
  void create_noTrustedTls_isAccessAtOnce(IOException wanted) {
    if (wanted instanceof SSLHandshakeException) {
      wanted.initCause(new CertificateExpiredException("NotAfter: yesterday"));
    }
    s3.on(
        FakeS3.method("PUT"),
        999,
        r -> {
          throw wanted;
        });

    assertThatThrownBy(() -> Rig.store(s3).create("k", Content.of("1")))
        .isInstanceOf(AccessException.class)
        .hasMessageContaining("TLS")
        .hasMessageContaining("S3 in us-east-1")
        .hasMessageContaining("certificate");
    assertThat(s3.methods()).containsExactly("PUT");
  }

  @Test
  void create_httpsToAPortWithoutTls_isAccessAtOnceAndNamesTheEndpoint() throws Exception {
    try (SilentServer server = new SilentServer("HTTP/1.1 400 Bad Request\r\n\r\n");
        ObjectStore store = opened(server.endpoint("https"))) {
      assertThatThrownBy(() -> store.create("k", Content.of("1")))
          .isInstanceOf(AccessException.class)
          .hasMessageContaining("TLS connection to " + server.endpoint("https"))
          .hasMessageContaining("http://");
    }
  }

  @Test
  void create_connectionRefused_isUnavailableAndNamesTheEndpoint() throws IOException {
    URI nobody;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = URI.create("http://127.0.0.1:" + taken.getLocalPort());
    }
    try (ObjectStore store = opened(nobody)) {
      assertThatThrownBy(() -> store.create("k", Content.of("1")))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("no connection to " + nobody)
          .hasMessageContaining("nothing was changed");
    }
  }

  @Test
  void create_noAnswer_isUnknownAndNamesTheEndpointWithoutItsUser() {
    s3.on(
        FakeS3.method("PUT"),
        999,
        r -> {
          throw new SocketTimeoutException("wanted");
        });
    S3Client client =
        Rig.builder(s3).endpointOverride(URI.create("http://me:hunter2@localhost:9000/x")).build();

    assertThatThrownBy(
            () -> Rig.store(client, new FakeAmbient(), "", s -> s).create("k", Content.of("1")))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContaining("from http://localhost:9000)")
        .hasMessageNotContaining("hunter2");
  }

  static Stream<SdkException> raisedBeforeSending() {
    return Stream.of(
        SdkClientException.create("Invalid region: region was not a valid DNS name."),
        SdkClientException.create("Unable to load credentials from anywhere"),
        service(403, "AccessDenied"));
  }

  @ParameterizedTest
  @MethodSource("raisedBeforeSending")
  void create_raisedBeforeAnythingIsSentAndForGood_isAccess(SdkException raised) {
    assertThatThrownBy(() -> withCredentialsThatThrow(raised).create("k", Content.of("1")))
        .isInstanceOf(AccessException.class)
        .hasMessageContaining("'k'");
    assertThat(s3.requests()).isEmpty();
  }

  static Stream<SdkException> raisedJustNow() {
    return Stream.of(
        SdkClientException.create("no metadata", new SocketTimeoutException("wanted")),
        service(500, "InternalFailure"),
        service(412, "PreconditionFailed"),
        service(400, "Whatever"));
  }

  @ParameterizedTest
  @MethodSource("raisedJustNow")
  void create_raisedBeforeAnythingIsSentAndPassing_isUnavailable(SdkException raised) {
    assertThatThrownBy(() -> withCredentialsThatThrow(raised).create("k", Content.of("1")))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("before anything was sent");
    assertThat(s3.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"eu%20west%201", "eu_west_1", "-x", "x-", "", "a.b", "a/b"})
  void open_regionThatIsNone_isRefused(String region) {
    Location location = Location.data("s3://bucket?region=" + region);

    assertThatThrownBy(() -> S3Clients.of(location))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("region");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://h:x y", "http://[", "http://h%zz"})
  void open_endpointNoParserTakes_isRefusedWithTheRightForm(String endpoint) {
    Location location =
        Location.data(
            "s3://bucket?endpoint="
                + java.net.URLEncoder.encode(endpoint, java.nio.charset.StandardCharsets.UTF_8));

    assertThatThrownBy(() -> S3Clients.of(location))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("http://host:port");
  }

  /** The answer to a HEAD has no body for a code; the same refusal of a GET has. */
  @Test
  void head_expiredToken_isAccess() {
    s3.on(FakeS3.method("HEAD"), 999, r -> FakeS3.Reply.of(400));
    s3.on(FakeS3.method("GET"), 999, r -> FakeS3.Reply.error(400, "ExpiredToken"));

    assertThatThrownBy(() -> Rig.store(s3).head("k"))
        .isInstanceOf(AccessException.class)
        .hasMessageContaining("ExpiredToken")
        .hasMessageContaining("give valid credentials");
    assertThat(s3.methods()).containsExactly("HEAD", "GET");
    assertThat(s3.requests().get(1).header("Range")).isEqualTo("bytes=0-0");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 404, 403, 500})
  void head_refusedAndAGetIsNot_isStillUnsupported(int status) {
    Rig.store(s3).create("k", Content.of("1"));
    s3.on(FakeS3.method("HEAD"), 999, r -> FakeS3.Reply.of(400));
    if (status != 200) {
      s3.on(FakeS3.method("GET"), 999, r -> FakeS3.Reply.error(status, "Code"));
    }

    assertThatThrownBy(() -> Rig.store(s3).head("k"))
        .isInstanceOf(dev.etagere.core.UnsupportedException.class)
        .hasMessageContaining("status 400");
  }

  private ObjectStore withCredentialsThatThrow(SdkException raised) {
    S3Client client =
        Rig.builder(s3)
            .credentialsProvider(
                () -> {
                  throw raised;
                })
            .build();
    return Rig.store(client, new FakeAmbient(), "", s -> s);
  }

  private static SdkException service(int status, String code) {
    return AwsServiceException.builder()
        .statusCode(status)
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
        .build();
  }

  /** As a user opens it, in time of its own. */
  private static ObjectStore opened(URI endpoint) {
    StoreSettings settings = StoreSettings.defaults().withAmbient(new FakeAmbient());
    Location location = Location.data("s3://bucket?path-style=true&endpoint=" + endpoint);
    return Stores.over(new S3Provider().open(location, settings), settings);
  }

  /** Apache's pool of connections does so to a thread that was interrupted before it got one. */
  @Test
  void interrupt_connectionAwaited_endsTheCallTruthfully() {
    ObjectStore store = Rig.store(s3);
    s3.on(
        r -> true,
        2,
        r -> {
          Thread.currentThread().interrupt();
          throw new CancellationException();
        });

    assertThatThrownBy(() -> store.get("k")).isInstanceOf(UnavailableException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThatThrownBy(() -> store.create("k", Content.of("1")))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
