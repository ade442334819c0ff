package dev.etagere.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.StoredObject;
import dev.etagere.core.Version;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Creates and replaces, in peace and in races: rows A2 and A3. */
abstract sealed class CreateAndReplaceContract extends StoreUnderTest permits ReadContract {
  @Test
  void a2_create_absent_givesVersionThatReads() {
    Version version = store.create(key("a"), Content.json("{\"hello\":\"world\"}"));

    StoredObject object = store.get(key("a")).orElseThrow();
    assertThat(object.version()).isEqualTo(version);
    assertThat(object.asString()).isEqualTo("{\"hello\":\"world\"}");
  }

  @Test
  void a2_create_existing_conflictSaysExistsAndCarriesVersion() {
    Version first = store.create(key("a"), Content.of("1"));

    ConflictException conflict =
        catchThrowableOfType(
            ConflictException.class, () -> store.create(key("a"), Content.of("2")));

    assertThat(conflict).hasMessageContaining("exists").hasMessageContaining(key("a"));
    assertThat(conflict.exists()).isTrue();
    assertThat(conflict.currentVersion()).contains(first);
    assertThat(text("a")).isEqualTo("1");
  }

  @Test
  void a3_replace_currentVersion_overwritesInFull() {
    Version first = store.create(key("a"), Content.of("a long first value"));

    Version second = store.replace(key("a"), Content.of("2"), first);

    assertThat(second).isNotEqualTo(first);
    assertThat(store.get(key("a")).orElseThrow().version()).isEqualTo(second);
    assertThat(text("a")).isEqualTo("2");
  }

  @Test
  void a3_replace_staleVersion_conflictCarriesCurrent() {
    Version first = store.create(key("a"), Content.of("1"));
    Version second = store.replace(key("a"), Content.of("2"), first);

    ConflictException conflict =
        catchThrowableOfType(
            ConflictException.class, () -> store.replace(key("a"), Content.of("3"), first));

    assertThat(conflict.currentVersion()).contains(second);
    assertThat(text("a")).isEqualTo("2");
  }

  @Test
  void a3_replace_missing_conflictSaysGone() {
    Version first = store.create(key("a"), Content.of("1"));
    store.delete(key("a"));

    ConflictException conflict =
        catchThrowableOfType(
            ConflictException.class, () -> store.replace(key("a"), Content.of("2"), first));

    assertThat(conflict.exists()).isFalse();
    assertThat(conflict.currentVersion()).isEmpty();
    assertThat(store.get(key("a"))).isEmpty();
  }

  @Test
  void a3_replace_versionThatTravelledAsText_works() {
    Version first = store.create(key("a"), Content.of("1"));

    Version parsed = Version.parse(first.toString());

    assertThat(parsed).isEqualTo(first).hasSameHashCodeAs(first);
    assertThat(first.toString()).matches("[A-Za-z0-9._-]+");
    store.replace(key("a"), Content.of("2"), parsed);
    assertThat(text("a")).isEqualTo("2");
  }

  @Test
  void create_manyAtOnce_exactlyOneWins() {
    for (int round = 0; round < rounds(); round++) {
      String key = key("race-" + round);
      AtomicInteger winners = new AtomicInteger();
      Race.run(
          WRITERS,
          writer -> {
            try {
              store.create(key, Content.of("by " + writer));
              winners.incrementAndGet();
            } catch (ConflictException e) {
              assertThat(e.exists()).isTrue();
            }
          });
      assertThat(winners).as("winners of round %d", round).hasValue(1);
    }
  }

  @Test
  void replace_manyAtOnce_exactlyOneWins() {
    for (int round = 0; round < rounds(); round++) {
      String key = key("race-" + round);
      Version base = store.create(key, Content.of("base"));
      AtomicInteger winners = new AtomicInteger();
      Race.run(
          WRITERS,
          writer -> {
            try {
              store.replace(key, Content.of("by " + writer), base);
              winners.incrementAndGet();
            } catch (ConflictException e) {
              assertThat(e.currentVersion()).isNotEqualTo(java.util.Optional.of(base));
            }
          });
      assertThat(winners).as("winners of round %d", round).hasValue(1);
    }
  }

  @Test
  void version_ofAnotherKind_isAConflictNotASurprise() {
    store.create(key("a"), Content.of("1"));

    Version foreign = Version.parse("0123456789abcdef0123456789abcdef");

    assertThatThrownBy(() -> store.replace(key("a"), Content.of("2"), foreign))
        .isInstanceOf(ConflictException.class);
    assertThat(text("a")).isEqualTo("1");
  }
}
