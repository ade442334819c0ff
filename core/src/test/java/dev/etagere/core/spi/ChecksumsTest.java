package dev.etagere.core.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksumsTest {
  @ParameterizedTest
  @ValueSource(longs = {71, 72, 73})
  void joined_anyRuns_isTheSumOfAllBytes(long seed) {
    Random random = new Random(seed);
    byte[] all = new byte[200_000];
    random.nextBytes(all);
    int joined = 0;
    for (int from = 0; from < all.length; ) {
      // None, one, a few, many.
      int length = Math.min(all.length - from, random.nextInt(1 << random.nextInt(17)));
      joined = Checksums.joined(joined, sum(Arrays.copyOfRange(all, from, from + length)), length);
      from += length;
      assertThat(joined)
          .as("seed %d, %d bytes", seed, from)
          .isEqualTo(sum(Arrays.copyOf(all, from)));
    }
    assertThat(Checksums.text(joined)).isEqualTo(Checksums.crc32c(all));
  }

  private static int sum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
