package dev.etagere.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.Lineage;
import dev.etagere.core.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class S3VersionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "d41d8cd98f00b204e9800998ecf8427e",
        "d41d8cd98f00b204e9800998ecf8427e-3",
        "opaque/+=._~!"
      })
  void ofETag_quotedOrBare_isTheSameVersionAndGivesTheETagBack(String bare) {
    Version version = S3Version.ofETag("\"" + bare + "\"");

    assertThat(version).isEqualTo(S3Version.ofETag(bare));
    assertThat(version.token()).isEqualTo(bare);
    assertThat(version.lineage().isUnknown()).isTrue();
    assertThat(S3Version.etag(version)).isEqualTo("\"" + bare + "\"");
    assertThat(Version.parse(version.toString())).isEqualTo(version);
  }

  @Test
  void ofETag_ofAVersionWithIds_isEqualToIt() {
    Version version = Version.of("abc", Lineage.absent().plus("ABCDEFGHIJ1"));

    assertThat(S3Version.ofETag(S3Version.etag(version))).isEqualTo(version);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"\"", "W/\"abc\"", "W/abc"})
  void ofETag_weakOrEmpty_isRefused(String etag) {
    assertThatThrownBy(() -> S3Version.ofETag(etag)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void condition_quotedUntilThatIsRefused_thenBareAndBack() {
    Etags etags = new Etags();
    Version version = S3Version.ofETag("abc");

    assertThat(etags.condition(version)).isEqualTo("\"abc\"");
    etags.refused(false);
    // Another thread found out at the same time: it must not undo that.
    etags.refused(false);
    assertThat(etags.condition(version)).isEqualTo("abc");
    etags.refused(true);
    assertThat(etags.condition(version)).isEqualTo("\"abc\"");
  }

  /** Versions come back from browsers: none may turn a condition into something else. */
  @ParameterizedTest
  @ValueSource(strings = {"*", "a\" , \"b", "a\r\nx-amz-acl: public-read", "a b", "日本"})
  void condition_tokenThatIsNoETag_isRefused(String token) {
    Etags etags = new Etags();
    etags.refused(false);
    Version forged = Version.parse(Version.of(token, Lineage.unknown()).toString());

    assertThatThrownBy(() -> etags.condition(forged)).isInstanceOf(IllegalArgumentException.class);
  }
}
