package dev.etagere.replication;

import dev.etagere.core.Ambient;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** Time that passes only when somebody sleeps. */
final class FakeAmbient extends Ambient {
  static final Instant START = Instant.parse("2026-11-01T12:00:00Z");
  private static final AtomicLong SEEDS = new AtomicLong(1);

  private final AtomicLong nanos = new AtomicLong();
  private final RandomGenerator random = new Random(SEEDS.incrementAndGet());

  @Override
  public long nanoTime() {
    return nanos.get();
  }

  @Override
  public Instant now() {
    return START.plusNanos(nanos.get());
  }

  @Override
  public void sleep(Duration time) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("the test interrupted a sleep");
    }
    nanos.addAndGet(time.toNanos());
  }

  @Override
  public RandomGenerator random() {
    return random;
  }
}
