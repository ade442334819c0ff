package dev.etagere.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.AbsentException;
import dev.etagere.core.Attributes;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.Guarantee;
import dev.etagere.core.Precondition;
import dev.etagere.core.UnsupportedException;
import dev.etagere.core.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies of every form, their types and metadata: row A8; and copies of them. */
abstract sealed class BodyContract extends ListContract permits UpdateContract {
  @Test
  void a8_put_anyBody_keepsBytesTypeAndMetadata(@TempDir Path dir) throws IOException {
    Path file = Files.writeString(dir.resolve("f"), "from a file");
    byte[] bytes = {0, 1, (byte) 0xff};

    store.put(key("string"), Content.of("text"));
    store.put(key("bytes"), Content.of(bytes).withMetadata("Owner", "me"));
    store.put(key("file"), Content.file(file).as("text/plain"));
    store.put(key("stream"), Content.stream(stream("from a stream"), 13));
    store.put(key("endless"), Content.stream(stream("of unknown length")));
    store.put(key("empty"), Content.of(new byte[0]));

    assertThat(info("string").attributes().contentType()).isEqualTo("application/json");
    assertThat(info("bytes").attributes())
        .isEqualTo(Attributes.ofType("application/octet-stream").withMetadata("owner", "me"));
    assertThat(store.get(key("bytes")).orElseThrow().asBytes()).isEqualTo(bytes);
    assertThat(info("file").attributes().contentType()).isEqualTo("text/plain");
    assertThat(text("file")).isEqualTo("from a file");
    assertThat(text("stream")).isEqualTo("from a stream");
    assertThat(text("endless")).isEqualTo("of unknown length");
    assertThat(text("empty")).isEmpty();
    assertThat(info("empty").size()).isZero();
  }

  @Test
  void a8_put_streamOfWrongLength_storesNothing() {
    assertThatThrownBy(() -> store.put(key("short"), Content.stream(stream("abc"), 4)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.put(key("long"), Content.stream(stream("abc"), 2)))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(store.get(key("short"))).isEmpty();
    assertThat(store.get(key("long"))).isEmpty();
  }

  @Test
  void a8_put_largestMetadata_comesBackWithoutOurStamp() {
    String value = "v".repeat(Attributes.MAX_METADATA_BYTES - "name".length());
    Version version = store.create(key("a"), Content.of("0").withMetadata("name", value));
    for (int i = 1; i < 12; i++) {
      version = store.replace(key("a"), Content.of("" + i).withMetadata("name", value), version);
    }

    assertThat(info("a").attributes().metadata()).isEqualTo(Map.of("name", value));
    assertThatThrownBy(() -> Content.of("x").withMetadata("name", value + "v"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("metadata");
    assertThatThrownBy(() -> Content.of("x").withMetadata("name", "ä"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void copy_existing_copiesBytesAndAttributes() {
    Attributes attributes =
        new Attributes("text/x", Map.of("k", "v"), "max-age=5", null, "inline")
            .withContentLanguage("de")
            .withExpires("Wed, 21 Oct 2026 07:28:00 GMT");
    store.create(key("a"), Content.of("1").with(attributes));

    Version copied = store.copy(key("a"), key("b"), Precondition.none());

    assertThat(text("b")).isEqualTo("1");
    assertThat(info("b").version()).isEqualTo(copied);
    assertThat(info("b").attributes()).isEqualTo(attributes);
    assertThatThrownBy(() -> store.copy(key("none"), key("c"), Precondition.none()))
        .isInstanceOf(AbsentException.class)
        .hasMessageContaining(key("none"));
  }

  @Test
  void copy_onCondition_isJudgedOrRefused() {
    store.create(key("a"), Content.of("1"));
    Version first = store.create(key("b"), Content.of("2"));
    Version second = store.replace(key("b"), Content.of("3"), first);

    if (holds(Guarantee.CONDITIONAL_COPY)) {
      assertThatThrownBy(() -> store.copy(key("a"), key("b"), Precondition.absent()))
          .isInstanceOf(ConflictException.class);
      assertThatThrownBy(() -> store.copy(key("a"), key("b"), Precondition.matches(first)))
          .isInstanceOf(ConflictException.class);
      assertThat(text("b")).isEqualTo("3");
      store.copy(key("a"), key("b"), Precondition.matches(second));
      assertThat(text("b")).isEqualTo("1");
    } else {
      assertThatThrownBy(() -> store.copy(key("a"), key("b"), Precondition.matches(second)))
          .isInstanceOf(UnsupportedException.class);
      assertThat(text("b")).isEqualTo("3");
    }
  }
}
