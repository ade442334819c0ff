package dev.etagere.failover.store;

import dev.etagere.core.UnavailableException;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.Fetched;
import dev.etagere.core.spi.StoreSettings;
import dev.etagere.failover.Call;
import dev.etagere.failover.FailoverListener;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Hedged reads: when the first location has not answered for a while, the second is asked, too, and
 * the first answer counts (Dean and Barroso, "The Tail at Scale"). The other request is
 * interrupted, and what it may still bring is closed.
 *
 * <p>One request to the first location at a time is not interrupted but left to end, at its limit
 * at the latest, and the breaker hears how: reads that are always saved by the second location
 * would never open it.
 */
final class Hedge implements AutoCloseable {
  private static final AtomicInteger THREADS = new AtomicInteger();

  private final Attempts attempts;
  private final FailoverListener listener;
  private final @Nullable Duration after;
  private final Duration limit;
  private final @Nullable ExecutorService own;
  private final @Nullable Executor executor;
  private final AtomicBoolean witness = new AtomicBoolean();

  Hedge(
      Attempts attempts, FailoverListener listener, FailoverPolicy policy, StoreSettings settings) {
    this.attempts = attempts;
    this.listener = FailoverListener.guarded(listener);
    this.after = policy.hedgeAfter();
    this.limit = policy.attemptLimit();
    boolean needed = after != null && settings.executor() == null;
    this.own = needed ? Executors.newCachedThreadPool(Hedge::thread) : null;
    this.executor = own == null ? settings.executor() : own;
  }

  /** Reads; hedged where it goes to the first location and there is another one. */
  Fetched read(
      String operation,
      String key,
      List<Side> order,
      Deadline deadline,
      Attempts.Request<Fetched> request) {
    if (after == null || executor == null || order.size() < 2 || !order.get(0).first()) {
      return attempts.read(operation, key, order, deadline, request);
    }
    Call call = new Call(operation, key, order.get(0).name(), 1);
    Duration wait = after;
    Executor pool = executor;
    return attempts.told(
        call,
        () -> {
          Fetched first = race(call, order, deadline, request, wait, pool);
          return first != null ? first : attempts.roundAndRound(call, order, deadline, request);
        });
  }

  private @Nullable Fetched race(
      Call call,
      List<Side> order,
      Deadline deadline,
      Attempts.Request<Fetched> request,
      Duration wait,
      Executor pool) {
    try (Race race = new Race(call, order, deadline, request)) {
      return race.run(wait, pool);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException(
          call.key(), "the read of '" + call.key() + "' was interrupted", e);
    }
  }

  @Override
  public void close() {
    if (own != null) {
      own.shutdownNow();
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "etagere-hedge-" + THREADS.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  /** One read and its hedge. */
  private final class Race implements AutoCloseable {
    private final Call call;
    private final List<Side> order;
    private final Deadline deadline;
    private final Attempts.Request<Fetched> request;
    private final BlockingQueue<Runner> done = new LinkedBlockingQueue<>();
    private final List<FutureTask<@Nullable Void>> tasks = new ArrayList<>();
    private final Runner first = new Runner();
    private boolean answeredBySecond;
    private @Nullable Fetched winner;
    private boolean over;

    Race(Call call, List<Side> order, Deadline deadline, Attempts.Request<Fetched> request) {
      this.call = call;
      this.order = order;
      this.deadline = deadline;
      this.request = request;
    }

    /** The first answer, or {@code null} if no location gave one in time. */
    @Nullable Fetched run(Duration wait, Executor pool) throws InterruptedException {
      if (!start(first, call, order.get(0), pool)) {
        return null;
      }
      Runner soon = done.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
      if (soon != null) {
        return answer(soon);
      }
      Side second = order.get(1);
      if (!first.begun || !start(new Runner(), call.at(second.name()), second, pool)) {
        // The executor is busy, perhaps with readers who wait as this one does: no hedge.
        return first.begun ? answerOfFirst() : null;
      }
      listener.hedge(call, second.name(), wait);
      for (int i = 0; i < tasks.size() && winner == null; i++) {
        Runner next = done.poll(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        if (next != null) {
          answer(next);
        }
      }
      return winner;
    }

    private @Nullable Fetched answerOfFirst() throws InterruptedException {
      Runner late = done.poll(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
      return late == null ? null : answer(late);
    }

    /** Returns whether the executor took it. */
    private boolean start(Runner runner, Call to, Side side, Executor pool) {
      FutureTask<@Nullable Void> task =
          new FutureTask<>(
              () -> {
                ask(runner, to, side);
                return null;
              });
      try {
        pool.execute(task);
      } catch (RejectedExecutionException e) {
        return false;
      }
      tasks.add(task);
      return true;
    }

    private void ask(Runner runner, Call to, Side side) {
      runner.begun = true;
      try {
        runner.fetched = attempts.at(to, side, attempts.shorter(deadline, limit), request);
      } catch (RuntimeException e) {
        runner.failed = e;
      }
      synchronized (done) {
        runner.ended = true;
        if (runner.isWitness) {
          witness.set(false);
        }
        if (!over) {
          done.add(runner);
          return;
        }
      }
      discard(runner.fetched);
    }

    /** What it brought; {@code null} if the other one may still do better. */
    private @Nullable Fetched answer(Runner runner) {
      RuntimeException failed = runner.failed;
      // What the second location refuses, the first may still give.
      if (failed != null && runner == first && !Attempts.goesOn(failed)) {
        throw failed;
      }
      winner = runner.fetched;
      answeredBySecond = winner != null && runner != first;
      return winner;
    }

    /** Nobody waits for the other one any more. */
    @Override
    public void close() {
      synchronized (done) {
        over = true;
        first.isWitness = answeredBySecond && !first.ended && witness.compareAndSet(false, true);
      }
      int interrupted = first.isWitness ? 1 : 0;
      tasks.subList(interrupted, tasks.size()).forEach(task -> task.cancel(true));
      done.forEach(runner -> discard(runner.fetched));
    }
  }

  /** What a request brought. Written before it is queued, read after. */
  private static final class Runner {
    private @Nullable Fetched fetched;
    private @Nullable RuntimeException failed;
    private volatile boolean begun;
    private boolean ended;
    private boolean isWitness;
  }

  private static void discard(@Nullable Fetched late) {
    if (late instanceof Fetched.Found found) {
      try {
        found.stream().close();
      } catch (IOException e) {
        found.breakOff().run();
      }
    }
  }
}
