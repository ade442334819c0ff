package dev.etagere.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContentTypesTest {
  @Test
  void guess_takesTheFirstKnownEnding() {
    assertThat(ContentTypes.guess("a/b.JSON", "c.txt")).isEqualTo("application/json");
    assertThat(ContentTypes.guess("-", "c.txt")).isEqualTo("text/plain; charset=utf-8");
    assertThat(ContentTypes.guess("x.tar.gz")).isEqualTo("application/gzip");
  }

  @Test
  void guess_withoutKnownEnding_isOctets() {
    assertThat(ContentTypes.guess("json", "a.json/b", "README", "x.unheard", ""))
        .isEqualTo(ContentTypes.OCTETS);
  }
}
