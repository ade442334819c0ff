package dev.etagere.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.Lineage;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.Version;
import dev.etagere.testkit.UnreliableHttpClient.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is said of replaces. */
abstract sealed class ReplaceOutcomeContract extends CreateOutcomeContract
    permits PutAndDeleteOutcomeContract {
  @ParameterizedTest
  @EnumSource
  void replace_replyLost_succeeds(Loss loss) {
    Version base = other.create(key, Content.of("base"));
    http.afterEffect(puts(), 1, loss.kind(), UnreliableStore::nothing);

    Version version = store.replace(key, Content.of("mine"), base);

    assertThat(http.count(puts())).isEqualTo(1);
    assertIsNow("mine", version);
  }

  @Test
  void replace_requestLost_isSentAgain() {
    Version base = other.create(key, Content.of("base"));
    http.beforeEffect(puts(), 2, new Kind.Broken(), UnreliableStore::nothing);

    assertIsNow("mine", store.replace(key, Content.of("mine"), base));
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
}
