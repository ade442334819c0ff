package dev.etagere.cli.demo;

import dev.etagere.core.Ambient;
import dev.etagere.failover.Call;
import dev.etagere.failover.FailoverListener;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What the clients tell of an outage. Safe for use by many threads. */
final class OutageEvents implements FailoverListener {
  static final String PRIMARY = "primary";
  static final String SECONDARY = "secondary";

  private static final long NONE = -1;

  private final Ambient ambient;
  private final AtomicLong failovers = new AtomicLong();
  private final AtomicLong failbacks = new AtomicLong();
  private final AtomicLong fromPrimary = new AtomicLong();
  private final AtomicLong fromSecondary = new AtomicLong();
  private final AtomicLong firstAnswer = new AtomicLong(NONE);
  private final ThreadLocal<long[]> here = ThreadLocal.withInitial(() -> new long[1]);
  private volatile boolean out;
  private volatile long outSince;

  OutageEvents(Ambient ambient) {
    this.ambient = ambient;
  }

  /** The primary goes now. */
  void outage() {
    outSince = ambient.nanoTime();
    out = true;
  }

  @Override
  public void extractData(Call call) {
    if (call.location().equals(PRIMARY)) {
      fromPrimary.incrementAndGet();
      return;
    }
    fromSecondary.incrementAndGet();
    if (out) {
      firstAnswer.compareAndSet(NONE, ambient.nanoTime() - outSince);
    }
  }

  @Override
  public void failover(Call call, String to, Throwable cause) {
    failovers.incrementAndGet();
    here.get()[0]++;
  }

  @Override
  public void failback(String location) {
    failbacks.incrementAndGet();
  }

  /** How many calls of this thread have gone on elsewhere. */
  long failoversOfThread() {
    return here.get()[0];
  }

  long failovers() {
    return failovers.get();
  }

  long failbacks() {
    return failbacks.get();
  }

  long fromPrimary() {
    return fromPrimary.get();
  }

  long fromSecondary() {
    return fromSecondary.get();
  }

  /** From the outage to the first answer of the secondary; {@code null} before it. */
  @Nullable Duration firstAnswer() {
    long nanos = firstAnswer.get();
    return nanos == NONE ? null : Duration.ofNanos(nanos);
  }
}
