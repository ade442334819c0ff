package dev.etagere.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.Lineage;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.Version;
import dev.etagere.testkit.UnreliableHttpClient.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;

/** What is said of creates. */
abstract sealed class CreateOutcomeContract extends UnreliableStore permits ReplaceOutcomeContract {
  @ParameterizedTest
  @EnumSource
  void create_replyLost_succeeds(Loss loss) {
    http.afterEffect(puts(), 1, loss.kind(), UnreliableStore::nothing);

    Version version = store.create(key, Content.of("mine"));

    assertThat(http.count(puts())).isEqualTo(1);
    assertIsNow("mine", version);
  }

  @ParameterizedTest
  @EnumSource
  void create_requestLost_isSentAgain(Loss loss) {
    http.beforeEffect(puts(), 2, loss.kind(), UnreliableStore::nothing);

    Version version = store.within(Duration.ofSeconds(6)).create(key, Content.of("mine"));

    assertThat(http.count(puts())).isEqualTo(3);
    assertIsNow("mine", version);
  }

  @Test
  void a12_conditionalRequestConflict_isRetriedInside() {
    http.beforeEffect(
        puts(), 3, new Kind.Answer(409, "ConditionalRequestConflict"), UnreliableStore::nothing);

    assertIsNow("mine", store.create(key, Content.of("mine")));
    assertThat(http.count(puts())).isEqualTo(4);
  }

  @Test
  void create_landedThenOverwritten_succeedsWithItsOwnVersion() {
    http.afterEffect(puts(), 1, new Kind.Broken(), () -> overwrite(1));

    Version version = store.create(key, Content.of("mine"));

    assertThat(text()).isEqualTo("theirs 1");
    assertThatThrownBy(() -> other.replace(key, Content.of("stale"), version))
        .isInstanceOf(ConflictException.class);
  }

  @Test
  void create_notLandedAndAnotherDid_isConflict() {
    http.beforeEffect(puts(), 1, new Kind.Broken(), () -> other.create(key, Content.of("theirs")));

    assertThatThrownBy(() -> store.create(key, Content.of("mine")))
        .isInstanceOf(ConflictException.class);
    assertThat(text()).isEqualTo("theirs");
  }

  @Test
  void create_landedThenOverwrittenByMoreThanIdsAreCarried_isUnknown() {
    http.afterEffect(puts(), 1, new Kind.Broken(), () -> overwrite(Lineage.CAPACITY));

    assertThatThrownBy(() -> store.create(key, Content.of("mine")))
        .isInstanceOf(OutcomeUnknownException.class);
  }

  @Test
  void create_serverUnreachable_isUnavailableForNothingWasSent() {
    try (S3Client nowhere =
        client()
            .endpointOverride(java.net.URI.create("http://127.0.0.1:1"))
            .httpClient(Apache5HttpClient.create())
            .build()) {
      ObjectStore unreachable = open(nowhere).within(Duration.ofMillis(500));

      assertThatThrownBy(() -> unreachable.create(key, Content.of("mine")))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("nothing was changed");
    }
  }

  @Test
  void create_everyReplyLostAndEveryLook_isUnknownAtTheDeadline() {
    http.afterEffect(puts(), 9, new Kind.Broken(), UnreliableStore::nothing);
    http.beforeEffect(heads(), 999, new Kind.Broken(), UnreliableStore::nothing);

    assertThatThrownBy(() -> store.within(Duration.ofMillis(700)).create(key, Content.of("mine")))
        .isInstanceOf(OutcomeUnknownException.class);
  }

  @Test
  void create_interruptedBeforeSending_isUnavailableAndKeepsTheFlag() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> store.create(key, Content.of("mine")))
          .isInstanceOf(UnavailableException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(other.get(key)).isEmpty();
  }

  @Test
  void create_interruptedWhileTheReplyIsAwaited_isUnknownAndKeepsTheFlag() {
    Thread caller = Thread.currentThread();
    http.afterEffect(puts(), 1, new Kind.Silent(), caller::interrupt);
    try {
      assertThatThrownBy(() -> store.create(key, Content.of("mine")))
          .isInstanceOf(OutcomeUnknownException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(text()).isEqualTo("mine");
  }
}
