package dev.etagere.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.Content;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.ObjectStream;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.Version;
import dev.etagere.testkit.UnreliableHttpClient.Kind;
import dev.etagere.testkit.UnreliableHttpClient.Which;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.services.s3.S3Client;

/** What is said of uploads in parts. */
abstract sealed class UploadOutcomeContract extends PutAndDeleteOutcomeContract
    permits OutcomeContract {
  @Test
  void upload_replyToCompletionLost_succeeds() {
    byte[] large = new byte[(16 << 20) + 1];
    http.afterEffect(completions(), 1, new Kind.Broken(), UnreliableStore::nothing);

    Version version = store.within(Duration.ofSeconds(60)).put(key, Content.of(large));

    assertThat(other.head(key).orElseThrow().version()).isEqualTo(version);
    assertThat(http.count(completions())).isEqualTo(1);
  }

  @Test
  void upload_completionRefusedBecauseAnotherIsUnderWay_startsOver() {
    byte[] large = new byte[(16 << 20) + 1];
    http.beforeEffect(
        completions(),
        1,
        new Kind.Answer(409, "ConditionalRequestConflict"),
        UnreliableStore::nothing);

    store.within(Duration.ofSeconds(60)).put(key, Content.of(large));

    assertThat(other.head(key).orElseThrow().size()).isEqualTo(large.length);
    assertThat(http.count(completions())).isEqualTo(2);
  }

  @Test
  void upload_partsLost_areSentAgain() {
    byte[] large = new byte[(16 << 20) + 1];
    Which parts = Which.of("PUT", key, "partNumber");
    http.beforeEffect(parts, 2, new Kind.Broken(), UnreliableStore::nothing);
    http.afterEffect(parts, 2, new Kind.Answer(500, "InternalError"), UnreliableStore::nothing);

    store.within(Duration.ofSeconds(60)).put(key, Content.of(large));

    assertThat(other.head(key).orElseThrow().size()).isEqualTo(large.length);
  }

  /**
   * The first upload has an MD5 with each part; over plain HTTP the next trusts signatures, which
   * it saw hold a hash.
   */
  @Test
  void upload_bytesChangeOnTheWay_areRefusedAndSentAgain() throws IOException {
    byte[] large = new byte[(16 << 20) + 1];
    Which parts = Which.of("PUT", key, "partNumber");
    Which withoutMd5 = r -> parts.test(r) && r.firstMatchingHeader("Content-MD5").isEmpty();
    try (S3Client unchunked =
            client()
                .httpClient(http)
                .serviceConfiguration(c -> c.chunkedEncodingEnabled(false))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .build();
        ObjectStore whole = open(unchunked).within(Duration.ofSeconds(60))) {
      for (int upload = 1; upload <= 2; upload++) {
        Arrays.fill(large, (byte) upload);
        http.beforeEffect(parts, 2, new Kind.Damaged(), UnreliableStore::nothing);

        whole.put(key, Content.of(large));

        try (ObjectStream back = other.open(key).orElseThrow()) {
          assertThat(Arrays.equals(back.readAllBytes(), large)).isTrue();
        }
        assertThat(http.count(parts)).isEqualTo(upload * 5L);
        assertThat(http.count(withoutMd5)).isIn(0L, (upload - 1) * 5L);
      }
    }
  }

  @Test
  void upload_completionSaysNoSuchUpload_isLookedForNotBelieved() {
    byte[] large = new byte[(16 << 20) + 1];
    // Lands, the reply is lost, and the look fails once: the next completion finds no upload.
    http.afterEffect(
        completions(), 1, new Kind.Answer(404, "NoSuchUpload"), UnreliableStore::nothing);

    store.within(Duration.ofSeconds(60)).put(key, Content.of(large));

    assertThat(other.head(key).orElseThrow().size()).isEqualTo(large.length);
  }

  @Test
  void upload_goneAndNotLanded_isUnknown() {
    byte[] large = new byte[(16 << 20) + 1];
    http.beforeEffect(
        completions(), 1, new Kind.Answer(404, "NoSuchUpload"), UnreliableStore::nothing);

    assertThatThrownBy(() -> store.within(Duration.ofSeconds(60)).put(key, Content.of(large)))
        .isInstanceOf(OutcomeUnknownException.class);
  }
}
