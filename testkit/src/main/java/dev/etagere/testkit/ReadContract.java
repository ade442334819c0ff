package dev.etagere.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.etagere.core.Attributes;
import dev.etagere.core.ByteRange;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.ObjectStream;
import dev.etagere.core.Refreshed;
import dev.etagere.core.StoredObject;
import dev.etagere.core.Version;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reads: whole, on condition, in ranges, in every form; rows A4, A5 and A10. */
abstract sealed class ReadContract extends CreateAndReplaceContract permits DeleteContract {
  @Test
  void a4_getIfMatches_sameVersion_gives() {
    Version first = store.create(key("a"), Content.of("1"));

    assertThat(store.getIfMatches(key("a"), first).orElseThrow().asString()).isEqualTo("1");
  }

  @Test
  void a4_getIfMatches_changed_isConflict() {
    Version first = store.create(key("a"), Content.of("1"));
    Version second = store.replace(key("a"), Content.of("2"), first);

    ConflictException conflict =
        catchThrowableOfType(ConflictException.class, () -> store.getIfMatches(key("a"), first));

    assertThat(conflict.currentVersion()).contains(second);
  }

  @Test
  void a4_getIfMatches_missing_isAbsent() {
    Version first = store.create(key("a"), Content.of("1"));
    store.delete(key("a"));

    assertThat(store.getIfMatches(key("a"), first)).isEmpty();
  }

  @Test
  void a5_get_missing_isEmpty() {
    assertThat(store.get(key("none"))).isEmpty();
    assertThat(store.head(key("none"))).isEmpty();
    assertThat(store.open(key("none"))).isEmpty();
  }

  @Test
  void a10_storedObject_readsAsBytesStringStreamAndValue() throws IOException {
    store.create(key("a"), Content.of("42"));

    StoredObject object = store.get(key("a")).orElseThrow();

    assertThat(object.asBytes()).isEqualTo(bytes("42"));
    assertThat(object.asString()).isEqualTo("42");
    assertThat(object.asStream().readAllBytes()).isEqualTo(bytes("42"));
    assertThat(object.as(WholeNumbers.CODEC)).isEqualTo(42);
  }

  @Test
  void getIfChanged_unchangedChangedAbsent_saysWhich() {
    Version first = store.create(key("a"), Content.of("1"));

    assertThat(store.getIfChanged(key("a"), first)).isEqualTo(new Refreshed.Unchanged(first));

    Version second = store.replace(key("a"), Content.of("2"), first);
    Refreshed refreshed = store.getIfChanged(key("a"), first);
    assertThat(refreshed)
        .isInstanceOfSatisfying(
            Refreshed.Changed.class, c -> assertThat(c.object().version()).isEqualTo(second));

    store.delete(key("a"));
    assertThat(store.getIfChanged(key("a"), second)).isEqualTo(new Refreshed.Absent());
  }

  @Test
  void open_ranges_giveThoseBytes() throws IOException {
    store.create(key("a"), Content.text("0123456789"));

    assertThat(range("a", new ByteRange(2, 3))).isEqualTo("234");
    assertThat(range("a", ByteRange.from(7))).isEqualTo("789");
    assertThat(range("a", new ByteRange(8, 100))).isEqualTo("89");
    assertThat(range("a", ByteRange.from(10))).isEmpty();
    assertThat(range("a", ByteRange.from(5_000))).isEmpty();
    try (ObjectStream whole = store.open(key("a")).orElseThrow()) {
      assertThat(whole.info().size()).isEqualTo(10);
      assertThat(whole.read()).isEqualTo('0');
    }
  }

  @Test
  void head_existing_tellsAllButTheBytes() {
    Version version =
        store.create(
            key("a"),
            Content.of("12345")
                .with(
                    new Attributes("text/x", Map.of("k", "v w"), "max-age=5", "identity", "inline")
                        .withContentLanguage("de")
                        .withExpires("Wed, 21 Oct 2026 07:28:00 GMT")));

    ObjectInfo info = info("a");

    assertThat(info.version()).isEqualTo(version);
    assertThat(info.version().lineage()).isEqualTo(version.lineage());
    assertThat(info.size()).isEqualTo(5);
    assertThat(info.attributes().contentType()).isEqualTo("text/x");
    assertThat(info.attributes().metadata()).isEqualTo(Map.of("k", "v w"));
    assertThat(info.attributes().cacheControl()).isEqualTo("max-age=5");
    assertThat(info.attributes().contentDisposition()).isEqualTo("inline");
    assertThat(info.attributes().contentLanguage()).isEqualTo("de");
    assertThat(info.attributes().expires()).isEqualTo("Wed, 21 Oct 2026 07:28:00 GMT");
    assertThat(store.get(key("a")).orElseThrow().info()).isEqualTo(info);
  }
}
