package dev.etagere.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
  @ParameterizedTest
  @ValueSource(strings = {"k", "ä", "日", "😀"})
  void require_upTo1024BytesWithThePrefix_passes(String letter) {
    int size = letter.getBytes(StandardCharsets.UTF_8).length;
    String prefix = "p".repeat(1_024 % size) + letter.repeat(10);
    String longest = letter.repeat(1_024 / size - 10);

    assertThat(Keys.require(prefix, longest)).isEqualTo(prefix + longest);
    assertThatThrownBy(() -> Keys.require(prefix + "x", longest))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1025")
        .hasMessageContaining("1024");
    assertThatThrownBy(() -> Keys.require(prefix, longest + letter))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500));
  }

  @Test
  void require_empty_isRefusedAlsoWithAPrefix() {
    assertThatThrownBy(() -> Keys.require("prefix/", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("empty key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud83d", "a\ud83d", "\ude00a", "\ude00\ud83d", "\ud83d\ud83d\ude00"})
  void require_halfASurrogatePair_isRefused(String key) {
    assertThatThrownBy(() -> Keys.require("", key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("surrogate")
        .satisfies(e -> assertThat(e.getMessage().chars().noneMatch(c -> c == '\ud83d')).isTrue());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 9, 10, 13, 27, 31, 127, 128, 133, 159})
  void require_controlCharacter_isRefusedAndShownEscaped(int control) {
    String key = "a" + (char) control + "b";

    assertThatThrownBy(() -> Keys.require("", key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("control character")
        .hasMessageContaining(String.format("a\\u%04xb", control));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ufffe", "a\uffff", "\uffffb"})
  void require_whatNoXmlCanHold_isRefused(String key) {
    assertThatThrownBy(() -> Keys.require("", key)).isInstanceOf(IllegalArgumentException.class);
    assertThat(Keys.require("", "\ufffd\ud83f\udffe")).hasSize(3); // U+1FFFE is another matter
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33})
  void require_randomUnicode_passesIfItFits(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      String key =
          random
              .ints(1 + random.nextInt(300), 0x20, Character.MAX_CODE_POINT + 1)
              .filter(p -> !Character.isISOControl(p) && p != 0xfffe && p != 0xffff)
              .filter(p -> p < Character.MIN_SURROGATE || p > Character.MAX_SURROGATE)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      boolean fits = key.getBytes(StandardCharsets.UTF_8).length <= Keys.MAX_BYTES;

      if (fits) {
        assertThat(Keys.require("", key)).as("seed %d", seed).isEqualTo(key);
      } else {
        assertThatThrownBy(() -> Keys.require("", key)).as("seed %d", seed).isNotNull();
      }
    }
  }
}
