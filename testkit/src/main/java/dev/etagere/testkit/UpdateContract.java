package dev.etagere.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.AbsentException;
import dev.etagere.core.Attributes;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.CorruptException;
import dev.etagere.core.TypedStore;
import dev.etagere.core.Version;
import dev.etagere.core.Versioned;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Typed values and updates: rows A11 and A13. */
abstract sealed class UpdateContract extends BodyContract permits LargeContract {
  @Test
  void a11_typed_createReplaceGetIfMatchesGet_work() {
    TypedStore<Integer> numbers = store.typed(WholeNumbers.CODEC);

    Version first = numbers.create(key("n"), 1);
    Version second = numbers.replace(key("n"), 2, first);

    assertThat(numbers.get(key("n"))).contains(new Versioned<>(2, second));
    assertThat(numbers.getIfMatches(key("n"), second)).contains(new Versioned<>(2, second));
    assertThatThrownBy(() -> numbers.getIfMatches(key("n"), first))
        .isInstanceOf(ConflictException.class);
    assertThatThrownBy(() -> numbers.create(key("n"), 3)).isInstanceOf(ConflictException.class);
    assertThat(numbers.get(key("none"))).isEmpty();
  }

  @Test
  void a11_typed_bytesThatDoNotFit_areCorruptAndNeverShown() {
    store.create(key("n"), Content.of("secret text"));

    assertThatThrownBy(() -> store.typed(WholeNumbers.CODEC).get(key("n")))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining(key("n"))
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> store.typed(WholeNumbers.CODEC).update(key("n"), n -> n + 1))
        .isInstanceOf(CorruptException.class);
    assertThat(text("n")).isEqualTo("secret text");
  }

  @Test
  void a13_update_absentWithInitial_appliesFunctionToIt() {
    Versioned<Integer> now = store.typed(WholeNumbers.CODEC).update(key("n"), () -> 10, n -> n + 1);

    assertThat(now.value()).isEqualTo(11);
    assertThat(store.typed(WholeNumbers.CODEC).get(key("n"))).contains(now);
  }

  @Test
  void a13_update_absentWithoutInitial_isAnError() {
    assertThatThrownBy(() -> store.typed(WholeNumbers.CODEC).update(key("n"), n -> n + 1))
        .isInstanceOf(AbsentException.class)
        .hasMessageContaining("initial");
    assertThat(store.get(key("n"))).isEmpty();
  }

  @Test
  void a13_update_equalResult_writesNothing() {
    Version first = store.typed(WholeNumbers.CODEC).create(key("n"), 1);

    Versioned<Integer> now = store.typed(WholeNumbers.CODEC).update(key("n"), n -> n);
    Versioned<Content> raw = store.update(key("n"), c -> c);

    // The ids tell a write apart from none: equal bytes alone give an equal version.
    assertThat(now.version().lineage()).isEqualTo(first.lineage());
    assertThat(raw.version().lineage()).isEqualTo(first.lineage());
    assertThat(info("n").version().lineage()).isEqualTo(first.lineage());
  }

  @Test
  void a13_update_keepsMetadata() {
    Attributes attributes = Attributes.ofType("text/x").withContentLanguage("de");
    store.create(key("n"), Content.of("1").with(attributes).withMetadata("owner", "me"));

    store.typed(WholeNumbers.CODEC).update(key("n"), n -> n + 1);

    assertThat(info("n").attributes().metadata()).isEqualTo(Map.of("owner", "me"));
    assertThat(info("n").attributes().contentLanguage()).isEqualTo("de");
  }

  @Test
  void a13_update_functionThrows_changesNothingAndPasses() {
    store.create(key("n"), Content.of("1"));

    assertThatThrownBy(
            () ->
                store.update(
                    key("n"),
                    c -> {
                      throw new ArithmeticException("of the caller");
                    }))
        .isInstanceOf(ArithmeticException.class);
    assertThat(text("n")).isEqualTo("1");
  }

  @Test
  void a13_update_ofTheSameKeyInside_isRefused() {
    store.create(key("n"), Content.of("1"));

    assertThatThrownBy(() -> store.update(key("n"), c -> store.update(key("n"), d -> d).value()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a13_update_manyThreads_countsExactly() {
    TypedStore<Integer> numbers = store.typed(WholeNumbers.CODEC);
    int each = Math.max(2, rounds() / 2);

    Race.run(
        WRITERS,
        writer -> {
          for (int i = 0; i < each; i++) {
            numbers.update(key("n"), () -> 0, n -> n + 1);
          }
        });

    assertThat(numbers.get(key("n")).orElseThrow().value()).isEqualTo(WRITERS * each);
  }
}
