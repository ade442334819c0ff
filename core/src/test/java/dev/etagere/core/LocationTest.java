package dev.etagere.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocationTest {
  @Test
  void data_s3Uri_givesSchemePathAndParameters() {
    Location location =
        Location.data("S3://bucket/a%20b+c/d?region=eu-west-1&endpoint=http%3A%2F%2Fhost%3A9000");

    assertThat(location.scheme()).isEqualTo("s3");
    assertThat(location.path()).isEqualTo("//bucket/a b+c/d");
    assertThat(location.parameters())
        .isEqualTo(Map.of("region", "eu-west-1", "endpoint", "http://host:9000"));
    assertThat(location.parameter("profile")).isNull();
    assertThat(location.role()).isEqualTo(Location.Role.DATA);
    assertThat(Location.witness("s3://b").role()).isEqualTo(Location.Role.WITNESS);
  }

  @Test
  void data_opaqueUri_givesPathAndParameters() {
    Location location = Location.data("mem:name?x=1");

    assertThat(location.path()).isEqualTo("name");
    assertThat(location.parameter("x")).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://AKIAEXAMPLE:topsecret@bucket/prefix",
        "s3://AKIAEXAMPLE@bucket",
        "s3://AKIAEXAMPLE:top_secret@under_score/prefix"
      })
  void data_credentials_areRefusedAndNotRepeated(String uri) {
    assertThatThrownBy(() -> Location.data(uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("credentials")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret", "AKIA"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://bucket/a b", "s3://bu cket", "s3://b/%zz", ""})
  void data_noUri_isRefusedWithoutRepeatingIt(String text) {
    assertThatThrownBy(() -> Location.data(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void data_noScheme_isRefusedWithExamples() {
    assertThatThrownBy(() -> Location.data("bucket/prefix"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("s3://bucket/prefix");
  }

  @Test
  void data_fragment_isRefusedForItWouldBeLost() {
    assertThatThrownBy(() -> Location.data("s3://bucket/issue#7"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("%23");
  }

  @Test
  void parameters_givenTwice_areRefused() {
    Location location = Location.data("s3://bucket?region=a&region=b");

    assertThatThrownBy(location::parameters)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'region' twice");
  }

  @Test
  void requireOnlyParameters_misspelt_isRefusedWithTheKnownOnes() {
    Location location = Location.data("s3://bucket?regoin=a");

    assertThatThrownBy(() -> location.requireOnlyParameters(Set.of("region", "profile")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'regoin'")
        .hasMessageContaining("[profile, region]");
    Location.data("s3://bucket?region=a").requireOnlyParameters(Set.of("region"));
  }
}
