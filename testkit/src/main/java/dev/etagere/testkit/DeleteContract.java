package dev.etagere.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.Guarantee;
import dev.etagere.core.Precondition;
import dev.etagere.core.Removal;
import dev.etagere.core.UnsupportedException;
import dev.etagere.core.Version;
import org.junit.jupiter.api.Test;

/** Deletes: row A6. */
abstract sealed class DeleteContract extends ReadContract permits ListContract {
  @Test
  void a6_delete_withoutPrecondition_removes() {
    store.create(key("a"), Content.of("1"));

    assertThat(store.delete(key("a"))).isIn(Removal.REMOVED, Removal.UNDETERMINED);

    assertThat(store.get(key("a"))).isEmpty();
    assertThat(store.delete(key("a"))).isIn(Removal.ALREADY_ABSENT, Removal.UNDETERMINED);
  }

  @Test
  void a6_delete_currentVersion_removesOrIsRefused() {
    Version first = store.create(key("a"), Content.of("1"));

    if (holds(Guarantee.DELETE_IF_MATCHES)) {
      assertThat(store.delete(key("a"), Precondition.matches(first))).isEqualTo(Removal.REMOVED);
      assertThat(store.get(key("a"))).isEmpty();
    } else {
      assertThatThrownBy(() -> store.delete(key("a"), Precondition.matches(first)))
          .isInstanceOf(UnsupportedException.class);
      assertThat(text("a")).isEqualTo("1");
    }
  }

  @Test
  void a6_delete_staleVersion_conflictAndNothingRemoved() {
    Version first = store.create(key("a"), Content.of("1"));
    Version second = store.replace(key("a"), Content.of("2"), first);

    if (holds(Guarantee.DELETE_IF_MATCHES)) {
      ConflictException conflict =
          catchThrowableOfType(
              ConflictException.class, () -> store.delete(key("a"), Precondition.matches(first)));
      assertThat(conflict.currentVersion()).contains(second);
    } else {
      assertThatThrownBy(() -> store.delete(key("a"), Precondition.matches(first)))
          .isInstanceOf(UnsupportedException.class);
    }
    assertThat(text("a")).isEqualTo("2");
  }

  @Test
  void a6_delete_versionOfMissing_isAlreadyAbsent() {
    Version first = store.create(key("a"), Content.of("1"));
    store.delete(key("a"));

    if (holds(Guarantee.DELETE_IF_MATCHES)) {
      assertThat(store.delete(key("a"), Precondition.matches(first)))
          .isIn(Removal.ALREADY_ABSENT, Removal.UNDETERMINED);
    }
    assertThatThrownBy(() -> store.delete(key("a"), Precondition.absent()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
