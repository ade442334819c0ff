package dev.etagere.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.Guarantee;
import dev.etagere.core.Lineage;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.Precondition;
import dev.etagere.core.Removal;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.Version;
import dev.etagere.testkit.UnreliableHttpClient.Kind;
import dev.etagere.testkit.UnreliableHttpClient.Which;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * What a store over one S3 location says of its writes when requests and replies are lost: the
 * truth, or that it does not know. Runs against any S3 server, since the faults are made in the
 * client. The SDK's own retries are left on in the client under test, to show that the store does
 * not use them.
 */
@ExtendWith(ContractCounts.class)
public abstract class OutcomeContract {
  private static final Random RANDOM = new Random();

  private UnreliableHttpClient http;
  private S3Client unreliable;
  private S3Client reliable;
  private ObjectStore store;
  private ObjectStore other;
  private String key;

  /** For subclasses. */
  @SuppressWarnings("NullAway.Init") // set before each test
  protected OutcomeContract() {}

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

  @ParameterizedTest
  @EnumSource
  void create_replyLost_succeeds(Loss loss) {
    http.afterEffect(puts(), 1, loss.kind(), OutcomeContract::nothing);

    Version version = store.create(key, Content.of("mine"));

    assertThat(http.count(puts())).isEqualTo(1);
    assertIsNow("mine", version);
  }

  @ParameterizedTest
  @EnumSource
  void replace_replyLost_succeeds(Loss loss) {
    Version base = other.create(key, Content.of("base"));
    http.afterEffect(puts(), 1, loss.kind(), OutcomeContract::nothing);

    Version version = store.replace(key, Content.of("mine"), base);

    assertThat(http.count(puts())).isEqualTo(1);
    assertIsNow("mine", version);
  }

  @ParameterizedTest
  @EnumSource
  void create_requestLost_isSentAgain(Loss loss) {
    http.beforeEffect(puts(), 2, loss.kind(), OutcomeContract::nothing);

    Version version = store.within(Duration.ofSeconds(6)).create(key, Content.of("mine"));

    assertThat(http.count(puts())).isEqualTo(3);
    assertIsNow("mine", version);
  }

  @Test
  void replace_requestLost_isSentAgain() {
    Version base = other.create(key, Content.of("base"));
    http.beforeEffect(puts(), 2, new Kind.Broken(), OutcomeContract::nothing);

    assertIsNow("mine", store.replace(key, Content.of("mine"), base));
  }

  @Test
  void a12_conditionalRequestConflict_isRetriedInside() {
    http.beforeEffect(
        puts(), 3, new Kind.Answer(409, "ConditionalRequestConflict"), OutcomeContract::nothing);

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
  void replace_landedThenOverwrittenAsOftenAsIdsAreCarried_succeeds() {
    Version base = other.create(key, Content.of("base"));
    http.afterEffect(puts(), 1, new Kind.Broken(), () -> overwrite(Lineage.CAPACITY - 1));

    store.replace(key, Content.of("mine"), base);

    assertThat(text()).isEqualTo("theirs " + (Lineage.CAPACITY - 1));
  }

  @Test
  void replace_landedThenOverwrittenByMoreThanIdsAreCarried_isUnknown() {
    Version base = other.create(key, Content.of("base"));
    http.afterEffect(puts(), 1, new Kind.Broken(), () -> overwrite(Lineage.CAPACITY));

    assertThatThrownBy(() -> store.replace(key, Content.of("mine"), base))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContaining(key)
        .hasMessageContaining("read");
    assertThat(text()).isEqualTo("theirs " + Lineage.CAPACITY);
  }

  @Test
  void replace_notLandedAndOverwrittenByMoreThanIdsAreCarried_isUnknown() {
    Version base = other.create(key, Content.of("base"));
    http.beforeEffect(puts(), 1, new Kind.Broken(), () -> overwrite(Lineage.CAPACITY + 1));

    assertThatThrownBy(() -> store.replace(key, Content.of("mine"), base))
        .isInstanceOf(OutcomeUnknownException.class);
  }

  @Test
  void replace_notLandedAndAnotherDid_isConflict() {
    Version base = other.create(key, Content.of("base"));
    http.beforeEffect(puts(), 1, new Kind.Broken(), () -> overwrite(3));

    ConflictException conflict =
        catchThrowableOfType(
            ConflictException.class, () -> store.replace(key, Content.of("mine"), base));

    assertThat(conflict.currentVersion()).contains(other.head(key).orElseThrow().version());
    assertThat(http.count(puts())).isEqualTo(1);
    assertThat(text()).isEqualTo("theirs 3");
  }

  @Test
  void create_notLandedAndAnotherDid_isConflict() {
    http.beforeEffect(puts(), 1, new Kind.Broken(), () -> other.create(key, Content.of("theirs")));

    assertThatThrownBy(() -> store.create(key, Content.of("mine")))
        .isInstanceOf(ConflictException.class);
    assertThat(text()).isEqualTo("theirs");
  }

  @Test
  void replace_landedThenOverwrittenByAWriterWithoutIds_isUnknown() {
    Version base = other.create(key, Content.of("base"));
    http.afterEffect(puts(), 1, new Kind.Broken(), this::overwriteWithoutIds);

    assertThatThrownBy(() -> store.replace(key, Content.of("mine"), base))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThat(text()).isEqualTo("without ids");
  }

  @Test
  void replace_onAnObjectWithoutIds_conflictIsStillTold() {
    overwriteWithoutIds();
    Version base = other.head(key).orElseThrow().version();
    http.beforeEffect(puts(), 1, new Kind.Broken(), () -> overwrite(1));

    assertThatThrownBy(() -> store.replace(key, Content.of("mine"), base))
        .isInstanceOf(ConflictException.class);
  }

  @Test
  void replace_perhapsLandedThenDeleted_isUnknown() {
    Version base = other.create(key, Content.of("base"));
    http.afterEffect(puts(), 1, new Kind.Broken(), () -> other.delete(key));

    assertThatThrownBy(() -> store.replace(key, Content.of("mine"), base))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThat(other.get(key)).isEmpty();
  }

  @Test
  void replace_bytesEqualToTheBaseAndOverwritten_isNeverCalledAConflict() {
    Version base = other.create(key, Content.of("same"));
    http.afterEffect(
        puts(), 1, new Kind.Broken(), () -> other.replace(key, Content.of("theirs"), base));

    assertThatThrownBy(() -> store.replace(key, Content.of("same"), base))
        .isInstanceOf(OutcomeUnknownException.class);
  }

  @Test
  void put_unconditionalReplyLostThenOverwritten_doesNotOverwriteThat() {
    http.afterEffect(puts(), 1, new Kind.Broken(), () -> overwrite(1));

    store.put(key, Content.of("mine"));

    assertThat(text()).isEqualTo("theirs 1");
    assertThat(http.count(puts())).isEqualTo(1);
  }

  @Test
  void put_unconditionalRequestLost_isSentAgainOnWhatTheLookShowed() {
    other.create(key, Content.of("base"));
    http.beforeEffect(puts(), 1, new Kind.Broken(), OutcomeContract::nothing);
    // Between the look and the second sending somebody writes, and is told that it is stored.
    http.beforeEffect(puts(), 1, new Kind.Answer(409, "OperationAborted"), () -> overwrite(1));

    Version version = store.put(key, Content.of("mine"));

    assertIsNow("mine", version);
    Which guarded = r -> puts().test(r) && r.headers().containsKey("If-Match");
    assertThat(http.count(guarded)).isEqualTo(3);
  }

  @Test
  void put_unconditionalLandedThenPutOver_isUnknownAndLeavesThat() {
    http.afterEffect(puts(), 1, new Kind.Broken(), () -> other.put(key, Content.of("theirs")));

    assertThatThrownBy(() -> store.put(key, Content.of("mine")))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThat(text()).isEqualTo("theirs");
  }

  @Test
  void delete_unconditionalLandedThenCreatedAnew_isUnknownAndLeavesThat() {
    other.create(key, Content.of("base"));
    http.afterEffect(deletes(), 1, new Kind.Broken(), () -> other.create(key, Content.of("anew")));

    assertThatThrownBy(() -> store.delete(key)).isInstanceOf(OutcomeUnknownException.class);
    assertThat(text()).isEqualTo("anew");
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
    http.afterEffect(puts(), 9, new Kind.Broken(), OutcomeContract::nothing);
    http.beforeEffect(heads(), 999, new Kind.Broken(), OutcomeContract::nothing);

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

  @Test
  void get_brokenAndSilentAndRefused_isSentAgain() {
    other.create(key, Content.of("theirs"));
    http.beforeEffect(gets(), 1, new Kind.Broken(), OutcomeContract::nothing);
    http.beforeEffect(gets(), 1, new Kind.Answer(503, "SlowDown"), OutcomeContract::nothing);
    http.beforeEffect(gets(), 1, new Kind.Silent(), OutcomeContract::nothing);

    assertThat(store.get(key).orElseThrow().asString()).isEqualTo("theirs");
    assertThat(http.count(gets())).isEqualTo(4);
  }

  @Test
  void delete_replyLost_isAbsentAndSaysItCannotTellWhoRemoved() {
    Version base = other.create(key, Content.of("base"));
    requireConditionalDelete();
    http.afterEffect(deletes(), 1, new Kind.Broken(), OutcomeContract::nothing);

    assertThat(store.delete(key, Precondition.matches(base))).isEqualTo(Removal.UNDETERMINED);
    assertThat(http.count(deletes())).isEqualTo(1);
  }

  @Test
  void delete_requestLost_isSentAgainOnCondition() {
    Version base = other.create(key, Content.of("base"));
    requireConditionalDelete();
    http.beforeEffect(deletes(), 1, new Kind.Broken(), OutcomeContract::nothing);

    assertThat(store.delete(key, Precondition.matches(base)))
        .isIn(Removal.REMOVED, Removal.UNDETERMINED);
    assertThat(other.get(key)).isEmpty();
  }

  @Test
  void delete_requestLostAndAnotherReplaced_isConflict() {
    Version base = other.create(key, Content.of("base"));
    requireConditionalDelete();
    http.beforeEffect(deletes(), 1, new Kind.Broken(), () -> overwrite(1));

    assertThatThrownBy(() -> store.delete(key, Precondition.matches(base)))
        .isInstanceOf(ConflictException.class);
    assertThat(text()).isEqualTo("theirs 1");
  }

  @Test
  void delete_landedAndAnotherCreatedAnew_isUnknownAndLeavesThat() {
    Version base = other.create(key, Content.of("base"));
    requireConditionalDelete();
    http.afterEffect(deletes(), 1, new Kind.Broken(), () -> other.create(key, Content.of("anew")));

    assertThatThrownBy(() -> store.delete(key, Precondition.matches(base)))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThat(text()).isEqualTo("anew");
  }

  @Test
  void upload_replyToCompletionLost_succeeds() {
    byte[] large = new byte[(16 << 20) + 1];
    http.afterEffect(completions(), 1, new Kind.Broken(), OutcomeContract::nothing);

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
        OutcomeContract::nothing);

    store.within(Duration.ofSeconds(60)).put(key, Content.of(large));

    assertThat(other.head(key).orElseThrow().size()).isEqualTo(large.length);
    assertThat(http.count(completions())).isEqualTo(2);
  }

  @Test
  void upload_partsLost_areSentAgain() {
    byte[] large = new byte[(16 << 20) + 1];
    Which parts = Which.of("PUT", key, "partNumber");
    http.beforeEffect(parts, 2, new Kind.Broken(), OutcomeContract::nothing);
    http.afterEffect(parts, 2, new Kind.Answer(500, "InternalError"), OutcomeContract::nothing);

    store.within(Duration.ofSeconds(60)).put(key, Content.of(large));

    assertThat(other.head(key).orElseThrow().size()).isEqualTo(large.length);
  }

  @Test
  void upload_completionSaysNoSuchUpload_isLookedForNotBelieved() {
    byte[] large = new byte[(16 << 20) + 1];
    // Lands, the reply is lost, and the look fails once: the next completion finds no upload.
    http.afterEffect(
        completions(), 1, new Kind.Answer(404, "NoSuchUpload"), OutcomeContract::nothing);

    store.within(Duration.ofSeconds(60)).put(key, Content.of(large));

    assertThat(other.head(key).orElseThrow().size()).isEqualTo(large.length);
  }

  @Test
  void upload_goneAndNotLanded_isUnknown() {
    byte[] large = new byte[(16 << 20) + 1];
    http.beforeEffect(
        completions(), 1, new Kind.Answer(404, "NoSuchUpload"), OutcomeContract::nothing);

    assertThatThrownBy(() -> store.within(Duration.ofSeconds(60)).put(key, Content.of(large)))
        .isInstanceOf(OutcomeUnknownException.class);
  }

  private Which puts() {
    return Which.of("PUT", key, "");
  }

  private Which gets() {
    return Which.of("GET", key, "");
  }

  private Which heads() {
    return Which.of("HEAD", key, "");
  }

  private Which deletes() {
    return Which.of("DELETE", key, "");
  }

  private Which completions() {
    return Which.of("POST", key, "uploadId");
  }

  private void overwrite(int times) {
    for (int i = 1; i <= times; i++) {
      Version now = other.head(key).orElseThrow().version();
      other.replace(key, Content.of("theirs " + i), now);
    }
  }

  private void overwriteWithoutIds() {
    reliable.putObject(r -> r.bucket(bucket()).key(key), RequestBody.fromString("without ids"));
  }

  private void requireConditionalDelete() {
    Assumptions.assumeTrue(
        store.guarantees().holds(Guarantee.DELETE_IF_MATCHES),
        "this server ignores conditions on deletes");
  }

  private void assertIsNow(String expected, Version version) {
    assertThat(text()).isEqualTo(expected);
    assertThat(other.head(key).orElseThrow().version()).isEqualTo(version);
  }

  private String text() {
    return other.get(key).orElseThrow().asString();
  }

  private static void nothing() {}
}
