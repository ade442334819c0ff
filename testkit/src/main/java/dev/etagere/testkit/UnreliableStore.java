package dev.etagere.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.Content;
import dev.etagere.core.Guarantee;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.Version;
import dev.etagere.testkit.UnreliableHttpClient.Kind;
import dev.etagere.testkit.UnreliableHttpClient.Which;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * A store over a client that loses requests and replies, and another over one that does not, on one
 * key.
 */
abstract sealed class UnreliableStore permits CreateOutcomeContract {
  private static final Random RANDOM = new Random();

  UnreliableHttpClient http;
  private S3Client unreliable;
  private S3Client reliable;
  ObjectStore store;
  ObjectStore other;
  String key;

  @SuppressWarnings("NullAway.Init") // set before each test
  UnreliableStore() {}

  /** A client of the server under test, but for its HTTP client and retries. */
  protected abstract S3ClientBuilder client();

  /** The store under test over this client; closed after the test, the client too. */
  protected abstract ObjectStore open(S3Client client);

  /** The bucket that {@link #open} uses, for writes that go round the store. */
  protected abstract String bucket();

  /** How a fault after sending shows. */
  enum Loss {
    BROKEN,
    SILENT,
    INTERNAL_ERROR,
    SLOW_DOWN;

    Kind kind() {
      return switch (this) {
        case BROKEN -> new Kind.Broken();
        case SILENT -> new Kind.Silent();
        case INTERNAL_ERROR -> new Kind.Answer(500, "InternalError");
        case SLOW_DOWN -> new Kind.Answer(503, "SlowDown");
      };
    }
  }

  @BeforeEach
  final void open() {
    http = new UnreliableHttpClient(Apache5HttpClient.create());
    unreliable =
        client()
            .httpClient(http)
            .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.standardRetryStrategy()))
            .build();
    reliable = client().httpClient(Apache5HttpClient.create()).build();
    // A third of the deadline is what a silent server costs.
    store = open(unreliable).within(Duration.ofSeconds(3));
    other = open(reliable);
    // So that the store has learned how this server writes ETags before a fault strikes.
    String warmUp = "warm-up/" + Long.toString(RANDOM.nextLong() & Long.MAX_VALUE, 36);
    store.replace(warmUp, Content.of("2"), store.create(warmUp, Content.of("1")));
    key = "outcome/" + Long.toString(RANDOM.nextLong() & Long.MAX_VALUE, 36);
  }

  @AfterEach
  final void close() {
    other.close();
    unreliable.close();
    reliable.close();
  }

  Which puts() {
    return Which.of("PUT", key, "");
  }

  Which gets() {
    return Which.of("GET", key, "");
  }

  Which heads() {
    return Which.of("HEAD", key, "");
  }

  Which deletes() {
    return Which.of("DELETE", key, "");
  }

  Which completions() {
    return Which.of("POST", key, "uploadId");
  }

  void overwrite(int times) {
    for (int i = 1; i <= times; i++) {
      Version now = other.head(key).orElseThrow().version();
      other.replace(key, Content.of("theirs " + i), now);
    }
  }

  void overwriteWithoutIds() {
    reliable.putObject(r -> r.bucket(bucket()).key(key), RequestBody.fromString("without ids"));
  }

  void requireConditionalDelete() {
    Assumptions.assumeTrue(
        store.guarantees().holds(Guarantee.DELETE_IF_MATCHES),
        "this server ignores conditions on deletes");
  }

  void assertIsNow(String expected, Version version) {
    assertThat(text()).isEqualTo(expected);
    assertThat(other.head(key).orElseThrow().version()).isEqualTo(version);
  }

  String text() {
    return other.get(key).orElseThrow().asString();
  }

  static void nothing() {}
}
