package dev.etagere.s3;

import dev.etagere.core.Ambient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Time that passes only when somebody sleeps, and randomness of a seed of its own. Each sleep takes
 * eight seconds at least: so the deadline of 30 comes after four tries, each of which has two real
 * seconds or more before the SDK's own time limit.
 */
final class FakeAmbient extends Ambient {
  private static final AtomicLong SEEDS = new AtomicLong(1);
  private static final Duration LEAST = Duration.ofSeconds(8);

  private final AtomicLong nanos = new AtomicLong();
  private final List<Duration> slept = new CopyOnWriteArrayList<>();
  private final RandomGenerator random = new Random(SEEDS.incrementAndGet());

  List<Duration> slept() {
    return slept;
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
  public void sleep(Duration time) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("the test interrupted a sleep");
    }
    slept.add(time);
    nanos.addAndGet(Math.max(LEAST.toNanos(), time.toNanos()));
  }

  @Override
  public RandomGenerator random() {
    return random;
  }
}
