package dev.etagere.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.Attributes;
import dev.etagere.core.Content;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.Precondition;
import dev.etagere.core.Version;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored beside the bytes comes back as it was, up to the limit, however often copied. */
class MetadataPropertyTest {
  private static final int ROUNDS = 40;
  private static final String NAME = "abcdefghijklmnopqrstuvwxyz0123456789-_.";

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CEPH")
  void attributes_any_comeBackAsTheyWere(Place place, TestInfo test, @TempDir Path directory) {
    Random random = Seed.of(test);
    try (Place.Shelf shelf = place.open(directory)) {
      ObjectStore store = shelf.store();
      Version version = store.create("key", Content.of("0"));
      for (int round = 1; round <= ROUNDS; round++) {
        Attributes attributes = attributes(random);
        Content content = Content.of("" + round).with(attributes);

        version = store.replace("key", content, version);
        store.copy("key", "copy", Precondition.none());

        assertThat(store.get("key").orElseThrow().info().attributes()).isEqualTo(attributes);
        assertThat(store.head("copy").orElseThrow().attributes()).isEqualTo(attributes);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CEPH")
  void metadata_namedLikeOurStamp_isRefused(Place place, @TempDir Path directory) {
    try (Place.Shelf shelf = place.open(directory)) {
      Content content = Content.of("1").withMetadata("Etagere", "mine");

      assertThatThrownBy(() -> shelf.store().put("key", content))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("etagere");
      assertThat(shelf.store().head("key")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CEPH")
  void metadata_ofAsManyNamesAsAreAllowed_comesBack(Place place, @TempDir Path directory) {
    Map<String, String> many = new TreeMap<>();
    for (int i = 0; i < Attributes.MAX_METADATA_ENTRIES; i++) {
      many.put("a-name-of-some-length-" + i, "");
    }
    try (Place.Shelf shelf = place.open(directory)) {
      shelf.store().put("key", Content.of("1").withMetadata(many));

      assertThat(shelf.store().head("key").orElseThrow().attributes().metadata()).isEqualTo(many);
    }
    assertThatThrownBy(() -> Content.of("1").withMetadata(many).withMetadata("another", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("64");
  }

  /** An SDK would drop the name's beginning without a word, and could so write our stamp. */
  @ParameterizedTest
  @ValueSource(strings = {"x-amz-meta-etagere", "X-Amz-Meta-a", "x-amz-meta-"})
  void metadata_namedLikeTheHeaders_isRefused(String name) {
    assertThatThrownBy(() -> Content.of("1").withMetadata(name, "mine"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("leave out");
  }

  private static Attributes attributes(Random random) {
    return new Attributes(
        "application/x-" + random.nextInt(100),
        metadata(random),
        random.nextBoolean() ? null : "max-age=" + random.nextInt(1_000),
        random.nextBoolean() ? null : "gzip",
        random.nextBoolean() ? null : "attachment; filename=\"a b;c.txt\"");
  }

  /** A few small ones, or as much as there is room for. */
  private static Map<String, String> metadata(Random random) {
    Map<String, String> metadata = new TreeMap<>();
    int left = random.nextBoolean() ? random.nextInt(60) : Attributes.MAX_METADATA_BYTES;
    while (left > 0 && metadata.size() < Attributes.MAX_METADATA_ENTRIES) {
      String name = name(random, Math.min(left, 1 + random.nextInt(20)));
      if (name.equals("etagere") || metadata.containsKey(name)) {
        continue;
      }
      boolean last = left - name.length() < 100;
      int room = left - name.length();
      metadata.put(name, value(random, last ? room : random.nextInt(Math.min(room, 400))));
      left = last ? 0 : room - metadata.get(name).length();
    }
    return metadata;
  }

  private static String name(Random random, int length) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < length; i++) {
      name.append(NAME.charAt(random.nextInt(NAME.length())));
    }
    return name.toString();
  }

  /** Printable ASCII without blanks at the ends; quotes and runs of blanks are welcome. */
  private static String value(Random random, int length) {
    StringBuilder value = new StringBuilder(length > 0 && random.nextInt(4) == 0 ? "\"" : "");
    for (int i = value.length(); i < length; i++) {
      boolean end = i == 0 || i == length - 1;
      boolean blank = !end && random.nextInt(3) == 0;
      value.append(blank ? ' ' : (char) (0x21 + random.nextInt(0x7f - 0x21)));
    }
    return value.toString();
  }
}
