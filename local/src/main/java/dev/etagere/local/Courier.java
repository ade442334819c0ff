package dev.etagere.local;

import dev.etagere.core.Ambient;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what one site has to send, each version after its lag, in a thread of its own. */
final class Courier implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

  /** How often it looks for what other processes wrote, and for sites that are back. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

  /** How many it holds; the others wait in their engine. */
  private static final int MOST_HELD = 10_000;

  private static final int PAGE = 1_000;

  private final Site site;
  private final List<Site> sites;
  private final Ambient ambient;
  private final RandomGenerator random;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Comparator<Held> byTime = Comparator.comparingLong(this::due);
  private PriorityQueue<Held> held = new PriorityQueue<>(byTime);
  private long last;
  private Lag lag;
  private boolean paused;
  private boolean stirred;
  private volatile boolean closed;

  /**
   * A version on its way.
   *
   * @param seen when it set out
   * @param fraction how far between the bounds of the lag its own lies
   */
  private record Held(Outgoing outgoing, long seen, double fraction) {}

  Courier(Site site, List<Site> sites, Lag lag, Ambient ambient, RandomGenerator random) {
    this.site = site;
    this.sites = sites;
    this.lag = lag;
    this.ambient = ambient;
    this.random = random;
  }

  /** Something has been written, or has changed. */
  void stir() {
    lock.lock();
    try {
      stirred = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Counts for what is under way too. */
  void setLag(Lag other) {
    lock.lock();
    try {
      lag = other;
      PriorityQueue<Held> again = new PriorityQueue<>(byTime);
      again.addAll(held);
      held = again;
    } finally {
      lock.unlock();
    }
    stir();
  }

  /** What is just being delivered may still arrive. */
  void setPaused(boolean pause) {
    lock.lock();
    try {
      paused = pause;
    } finally {
      lock.unlock();
    }
    stir();
  }

  void close() {
    closed = true;
    stir();
  }

  @Override
  public void run() {
    while (!closed) {
      long wait = LOOK_NANOS;
      try {
        collect();
        wait = Math.min(wait, deliverDue());
      } catch (IOException | RuntimeException e) {
        // An engine that is closed, busy or full: what is to be sent stays where it is.
        LOG.debug("Replication from {} goes on later", site.name(), e);
      }
      await(wait);
    }
  }

  private void await(long nanos) {
    lock.lock();
    try {
      for (long left = nanos; !stirred && !closed && left > 0; ) {
        left = changed.awaitNanos(left);
      }
      stirred = false;
    } catch (InterruptedException e) {
      // Nobody interrupts this thread but one who ends the process.
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  private void collect() {
    lock.lock();
    try {
      for (int room = MOST_HELD - held.size(); room > 0; room = MOST_HELD - held.size()) {
        int limit = Math.min(PAGE, room);
        List<Outgoing> page = site.engine().look(tables -> tables.outgoing(last, limit));
        for (Outgoing each : page) {
          held.add(new Held(each, ambient.nanoTime(), random.nextDouble()));
          last = each.id();
        }
        if (page.size() < limit) {
          return;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private long due(Held version) {
    // Relative to one moment: the clock may start anywhere.
    return version.seen() + lag.nanosAt(version.fraction());
  }

  /** Delivers what is due, and says how long nothing else will be. */
  private long deliverDue() throws IOException {
    while (!closed) {
      Held next;
      lock.lock();
      try {
        next = held.peek();
        if (next == null || paused || !site.reachable().getAsBoolean()) {
          return LOOK_NANOS;
        }
        long left = due(next) - ambient.nanoTime();
        if (left > 0) {
          return left;
        }
      } finally {
        lock.unlock();
      }
      if (!deliver(next.outgoing())) {
        return LOOK_NANOS;
      }
      lock.lock();
      try {
        held.remove(next);
      } finally {
        lock.unlock();
      }
    }
    return 0;
  }

  /** Whether it has gone; if not, its destination cannot be reached now. */
  private boolean deliver(Outgoing outgoing) throws IOException {
    Delivery delivery = new Delivery(site.engine(), outgoing);
    @Nullable Site destination = destination(outgoing.destination());
    if (destination == null) {
      delivery.fail();
      return true;
    }
    if (!destination.reachable().getAsBoolean()) {
      return false;
    }
    delivery.to(destination.engine());
    return true;
  }

  private @Nullable Site destination(String bucket) {
    Optional<Site> found = sites.stream().filter(each -> each.bucket(bucket) != null).findFirst();
    return found.orElse(null);
  }
}
