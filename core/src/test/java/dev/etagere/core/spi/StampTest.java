package dev.etagere.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.Attributes;
import dev.etagere.core.Lineage;
import dev.etagere.core.Version;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StampTest {
  /** What S3 takes as user metadata, names and values together. */
  private static final int S3_LIMIT = 2_048;

  private static final Lineage LINEAGE = Lineage.absent().plus("ABCDEFGHIJ1");

  @Test
  void in_whatAddToWrote_givesItBack() {
    for (Stamp stamp :
        new Stamp[] {
          new Stamp(LINEAGE, null, 0),
          new Stamp(LINEAGE, "0123abcd", 0),
          new Stamp(LINEAGE, null, 8 << 20),
          new Stamp(LINEAGE, "00000000", 5L << 30)
        }) {
      Map<String, String> metadata = stamp.addTo(Map.of("users", "own"));

      assertThat(Stamp.in(metadata)).isEqualTo(stamp);
      assertThat(Stamp.hide(metadata)).isEqualTo(Map.of("users", "own"));
    }
  }

  @Test
  void in_noStamp_isNone() {
    assertThat(Stamp.in(Map.of("users", "own"))).isEqualTo(Stamp.none());
    assertThat(Stamp.none().lineage().isUnknown()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";",
        "not a lineage",
        "ABCDEFGHIJ1.0.ABCDEFGHIJ2",
        "ABCDEFGHIJ1.0;c=",
        "ABCDEFGHIJ1.0;c=0123ABCD",
        "ABCDEFGHIJ1.0;c=0123abc",
        "ABCDEFGHIJ1.0;c=0123abcde",
        "ABCDEFGHIJ1.0;p=",
        "ABCDEFGHIJ1.0;p=-1",
        "ABCDEFGHIJ1.0;p=many",
        "ABCDEFGHIJ1.0;p=9223372036854775807",
        "ABCDEFGHIJ1.0;p=99999999999999999999"
      })
  void in_damagedStamp_isNone(String text) {
    assertThat(Stamp.in(Map.of(Stamp.NAME, text))).isEqualTo(Stamp.none());
  }

  @Test
  void in_fieldOfALaterVersion_isPassedOver() {
    assertThat(Stamp.in(Map.of(Stamp.NAME, "ABCDEFGHIJ1.0;z=new;c=0123abcd")))
        .isEqualTo(new Stamp(LINEAGE, "0123abcd", 0));
  }

  @Test
  void addTo_usersOwnEntryOfThatName_isRefused() {
    Stamp stamp = new Stamp(LINEAGE, null, 0);

    assertThatThrownBy(() -> stamp.addTo(Map.of(Stamp.NAME, "mine")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'etagere'");
  }

  @Test
  void addTo_largestStampAndLargestMetadata_fitS3() {
    FakeAmbient ambient = new FakeAmbient();
    Lineage longest = Lineage.on(Version.of("foreign", Lineage.unknown()), ambient.newWriteId());
    for (int i = 1; i < Lineage.CAPACITY; i++) {
      longest = longest.plus(ambient.newWriteId());
    }
    Stamp largest = new Stamp(longest, "01234567", 5L << 30);

    Map<String, String> all =
        largest.addTo(Map.of("n", "v".repeat(Attributes.MAX_METADATA_BYTES - 1)));

    int bytes =
        all.entrySet().stream().mapToInt(e -> e.getKey().length() + e.getValue().length()).sum();
    assertThat(bytes).isLessThanOrEqualTo(S3_LIMIT);
    assertThat(Stamp.in(all)).isEqualTo(largest);
  }
}
