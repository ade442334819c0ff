package dev.etagere.replication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyOrderTest {
  private static final long SEED = 20261128;

  private static final String[] PIECES = {
    "a",
    "b",
    "/",
    "~",
    "\u007f",
    "é",
    "\u07ff",
    "\u0800",
    "中",
    "\ud7ff",
    "\ue000",
    "\ufb03",
    "\uff5e",
    "\ufffd",
    "\ud800\udc00",
    "😀",
    "\udbff\udfff"
  };

  @Test
  void compare_anyKeys_isTheOrderOfTheirBytes() {
    Random random = new Random(SEED);
    for (int i = 0; i < 100_000; i++) {
      String x = key(random);
      String y = key(random);
      assertThat(Integer.signum(KeyOrder.compare(x, y)))
          .as("seed %d: %s %s", SEED, x, y)
          .isEqualTo(Integer.signum(Arrays.compareUnsigned(x.getBytes(UTF_8), y.getBytes(UTF_8))));
    }
  }

  @Test
  void compare_beyondTheBasicPlane_isNotJavasOrder() {
    assertThat(KeyOrder.compare("\uff5e", "😀")).isNegative();
    assertThat("\uff5e".compareTo("😀")).isPositive();
  }

  private static String key(Random random) {
    StringBuilder key = new StringBuilder();
    for (int n = random.nextInt(5); n >= 0; n--) {
      key.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return key.toString();
  }
}
