package dev.etagere.contract;

import java.util.Random;
import org.junit.jupiter.api.TestInfo;

/** The randomness of a test: another each time, printed, and replayed with a property. */
final class Seed {
  private static final String PROPERTY = "etagere.seed";

  private Seed() {}

  static Random of(TestInfo test) {
    Long given = Long.getLong(PROPERTY);
    long seed = given == null ? new Random().nextLong() : given;
    String method = test.getTestMethod().map(java.lang.reflect.Method::getName).orElse("");
    System.out.printf("%s %s: -D%s=%d replays it%n", method, test.getDisplayName(), PROPERTY, seed);
    return new Random(seed);
  }
}
