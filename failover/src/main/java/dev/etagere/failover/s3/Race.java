package dev.etagere.failover.s3;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/**
 * One read asked at two locations. Closing it cancels whoever is still running, but for a first one
 * that is left to end ({@link #letFirstEnd}).
 */
final class Race implements AutoCloseable {
  private final Hedges hedges;
  private final Duration limit;
  private final BlockingQueue<Outcome> done = new LinkedBlockingQueue<>();
  private final List<Future<?>> running = new ArrayList<>();
  private boolean closed;
  private boolean firstEnded;
  private boolean witness;

  /** How one of them ended. */
  record Outcome(int index, SyncCalls.@Nullable Answer answer, @Nullable Throwable failure) {
    Throwable mustFailure() {
      return Objects.requireNonNull(failure);
    }

    Throwable mustFailureOr(Throwable other) {
      return failure == null ? other : failure;
    }
  }

  /** Asks one location. */
  interface Asking {
    SyncCalls.Answer ask() throws Throwable;
  }

  Race(Hedges hedges, Duration limit) {
    this.hedges = hedges;
    this.limit = limit.multipliedBy(2); // each ends by itself before
  }

  /** Starts one; {@code false} if there is no thread for it. */
  boolean start(int index, Asking asking) {
    Future<?> future = hedges.run(() -> run(index, asking));
    if (future == null) {
      add(
          new Outcome(
              index, null, ApiCallTimeoutException.builder().message("no thread is free").build()));
      return false;
    }
    running.add(future);
    return true;
  }

  private void run(int index, Asking asking) {
    try {
      add(new Outcome(index, asking.ask(), null));
    } catch (Throwable e) {
      add(new Outcome(index, null, e));
    } finally {
      if (index == 0) {
        firstEnds();
      }
    }
  }

  /**
   * The other one has answered. The first goes on up to its limit, and its location's breaker hears
   * how that ended: reads that are always saved by the other location would never open it. One at a
   * time is enough for that.
   */
  synchronized void letFirstEnd() {
    witness = !firstEnded && hedges.lendWitness();
  }

  private synchronized void firstEnds() {
    firstEnded = true;
    if (witness) {
      witness = false;
      hedges.witnessIsBack();
    }
  }

  private synchronized boolean keepsFirst() {
    return witness;
  }

  private synchronized void add(Outcome outcome) {
    if (!closed) {
      done.add(outcome);
    } else if (outcome.answer != null) {
      outcome.answer.discard();
    }
  }

  /** The first to end within this time; {@code null} if none does. */
  @Nullable Outcome poll(Duration time) {
    try {
      return done.poll(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw AbortedException.create("the thread was interrupted while it waited for S3", e);
    }
  }

  /** The next to end. */
  Outcome await() {
    Outcome outcome = poll(limit);
    if (outcome == null) {
      throw ApiCallTimeoutException.create(limit.toMillis());
    }
    return outcome;
  }

  @Override
  public void close() {
    for (Future<?> future : keepsFirst() ? running.subList(1, running.size()) : running) {
      future.cancel(true);
    }
    List<Outcome> left = new ArrayList<>();
    synchronized (this) {
      closed = true;
      done.drainTo(left);
    }
    for (Outcome late : left) {
      if (late.answer != null) {
        late.answer.discard();
      }
    }
  }
}
