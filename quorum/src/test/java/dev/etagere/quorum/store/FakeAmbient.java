package dev.etagere.quorum.store;

import dev.etagere.core.Ambient;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** Time that passes only when a test says so. */
final class FakeAmbient extends Ambient {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000); // overflows, as it may
  private final RandomGenerator random = new Random(42);

  void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Override
  public long nanoTime() {
    return nanos.get();
  }

  @Override
  public Instant now() {
    return Instant.EPOCH;
  }

  @Override
  public void sleep(Duration time) {
    pass(time);
  }

  @Override
  public RandomGenerator random() {
    return random;
  }
}
