package dev.etagere.core.spi;

import dev.etagere.core.Ambient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** Time that passes only when somebody sleeps, and seeded randomness. */
final class FakeAmbient extends Ambient {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000); // overflows, as it may
  private final List<Duration> slept = new CopyOnWriteArrayList<>();
  private final RandomGenerator random;
  private volatile Runnable onSleep = () -> {};

  FakeAmbient() {
    this(new Random(42));
  }

  FakeAmbient(RandomGenerator random) {
    this.random = random;
  }

  /** What happens before each sleep. */
  void onSleep(Runnable action) {
    onSleep = action;
  }

  void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

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
    onSleep.run();
    if (Thread.interrupted()) {
      throw new InterruptedException("the test interrupted a sleep");
    }
    slept.add(time);
    pass(time);
  }

  @Override
  public RandomGenerator random() {
    return random;
  }
}
