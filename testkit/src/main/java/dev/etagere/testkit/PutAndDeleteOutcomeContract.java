package dev.etagere.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.Precondition;
import dev.etagere.core.Removal;
import dev.etagere.core.Version;
import dev.etagere.testkit.UnreliableHttpClient.Kind;
import dev.etagere.testkit.UnreliableHttpClient.Which;
import org.junit.jupiter.api.Test;

/** What is said of writes without a condition, and of deletes and reads. */
abstract sealed class PutAndDeleteOutcomeContract extends ReplaceOutcomeContract
    permits UploadOutcomeContract {
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
    http.beforeEffect(puts(), 1, new Kind.Broken(), UnreliableStore::nothing);
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
  void get_brokenAndSilentAndRefused_isSentAgain() {
    other.create(key, Content.of("theirs"));
    http.beforeEffect(gets(), 1, new Kind.Broken(), UnreliableStore::nothing);
    http.beforeEffect(gets(), 1, new Kind.Answer(503, "SlowDown"), UnreliableStore::nothing);
    http.beforeEffect(gets(), 1, new Kind.Silent(), UnreliableStore::nothing);

    assertThat(store.get(key).orElseThrow().asString()).isEqualTo("theirs");
    assertThat(http.count(gets())).isEqualTo(4);
  }

  @Test
  void delete_replyLost_isAbsentAndSaysItCannotTellWhoRemoved() {
    Version base = other.create(key, Content.of("base"));
    requireConditionalDelete();
    http.afterEffect(deletes(), 1, new Kind.Broken(), UnreliableStore::nothing);

    assertThat(store.delete(key, Precondition.matches(base))).isEqualTo(Removal.UNDETERMINED);
    assertThat(http.count(deletes())).isEqualTo(1);
  }

  @Test
  void delete_requestLost_isSentAgainOnCondition() {
    Version base = other.create(key, Content.of("base"));
    requireConditionalDelete();
    http.beforeEffect(deletes(), 1, new Kind.Broken(), UnreliableStore::nothing);

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
}
