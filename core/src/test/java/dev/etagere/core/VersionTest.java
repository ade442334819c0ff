package dev.etagere.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTest {
  private static final String ID = "ABCDEFGHIJ1";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "d41d8cd98f00b204e9800998ecf8427e",
        "d41d8cd98f00b204e9800998ecf8427e-10000",
        "0",
        "-starts-with-a-dash",
        "_starts-with-our-mark",
        "_",
        ".",
        "a.b",
        "a..b.",
        "\"quoted\"",
        "W/\"weak\"",
        "*",
        " ",
        "a+b/c=d&e?f#g%20",
        "line\nbreak",
        "ümlaut 日本 😀"
      })
  void parse_textOfAnyToken_givesItBack(String token) {
    Version version = Version.of(token, Lineage.absent().plus(ID));

    Version parsed = Version.parse(version.toString());

    assertThat(parsed.token()).isEqualTo(token);
    assertThat(parsed.lineage()).isEqualTo(version.lineage());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void parse_randomTokenAndLineage_givesThemBackInUrlSafeText(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      Version version = Version.of(token(random), lineage(random));

      String text = version.toString();

      assertThat(text).as("seed %d, round %d", seed, i).matches("[A-Za-z0-9._-]+");
      Version parsed = Version.parse(text);
      assertThat(parsed).isEqualTo(version);
      assertThat(parsed.lineage()).isEqualTo(version.lineage());
      assertThat(parsed.toString()).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "_",
        "_*",
        "_A",
        "-",
        "-a",
        "a b",
        "a/b",
        "\"a\"",
        "é",
        "abc.",
        ".ABCDEFGHIJ1.0",
        "abc..0",
        "abc.0",
        "abc._12345678901",
        "abc.short",
        "abc.ABCDEFGHIJ1.",
        "abc.ABCDEFGHIJ1.1",
        "abc.ABCDEFGHIJ1.0.ABCDEFGHIJ2",
        "abc.ABCDEFGHIJ1._short",
        "abc.ABCDEFGHIJ1 "
      })
  void parse_damagedText_isRefused(String text) {
    assertThatThrownBy(() -> Version.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a version");
  }

  @Test
  void parse_longerThanAnyVersion_isRefusedWithoutRepeatingIt() {
    assertThatThrownBy(() -> Version.parse("a".repeat(2_001)))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
  }

  @Test
  void parse_moreIdsThanAreKept_isRefused() {
    assertThatThrownBy(() -> Version.parse("abc" + ("." + ID).repeat(Lineage.CAPACITY + 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Version.parse("abc" + ("." + ID).repeat(Lineage.CAPACITY + 1) + ".0"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void equals_sameTokenOtherLineage_isEqual() {
    Version known = Version.of("abc", Lineage.absent().plus(ID));
    Version fromETag = Version.of("abc", Lineage.unknown());

    assertThat(known).isEqualTo(fromETag).hasSameHashCodeAs(fromETag);
    assertThat(known).isNotEqualTo(Version.of("abd", known.lineage())).isNotEqualTo("abc");
  }

  @Test
  void of_emptyToken_isRefused() {
    assertThatThrownBy(() -> Version.of("", Lineage.unknown()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String token(Random random) {
    int[] points =
        random
            .ints(1 + random.nextInt(40), 0, Character.MAX_CODE_POINT + 1)
            .map(p -> random.nextBoolean() ? p % 128 : p)
            .map(p -> p >= Character.MIN_SURROGATE && p <= Character.MAX_SURROGATE ? '"' : p)
            .toArray();
    return new String(points, 0, points.length);
  }

  private static Lineage lineage(Random random) {
    Lineage lineage = random.nextBoolean() ? Lineage.absent() : Lineage.unknown();
    int writes = random.nextInt(12);
    for (int i = 0; i < writes; i++) {
      lineage = lineage.plus(WriteIds.next(random));
    }
    return writes == 0 ? Lineage.unknown() : lineage;
  }
}
