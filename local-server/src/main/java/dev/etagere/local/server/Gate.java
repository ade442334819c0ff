package dev.etagere.local.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.util.Callback;

/** Counts the exchanges under way, and holds those that arrive while the server is frozen. */
final class Gate {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition quiet = lock.newCondition();
  private final List<Exchange> held = new ArrayList<>();
  private volatile Duration latency = Duration.ZERO;
  private boolean frozen;
  private boolean cut;
  private int underWay;

  /** Counts an exchange until this callback of it is called. */
  Callback count(Callback callback) {
    lock.lock();
    try {
      underWay++;
    } finally {
      lock.unlock();
    }
    return Callback.from(callback, this::ended);
  }

  private void ended() {
    lock.lock();
    try {
      underWay--;
      quiet.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether an exchange may go on now; if not, it is resumed later, or ended. */
  boolean passes(Exchange exchange) {
    lock.lock();
    try {
      if (frozen && !cut) {
        exchange.hold();
        held.add(exchange);
        return false;
      }
      if (!cut) {
        return true;
      }
    } finally {
      lock.unlock();
    }
    exchange.end();
    return false;
  }

  /** Whether requests are done when they arrive. */
  boolean isOpen() {
    lock.lock();
    try {
      return !frozen && !cut;
    } finally {
      lock.unlock();
    }
  }

  /** Whatever arrives, or arrived and was not begun, ends with nothing done. */
  void setCut(boolean isCut) {
    lock.lock();
    try {
      cut = isCut;
    } finally {
      lock.unlock();
    }
  }

  void setLatency(Duration time) {
    latency = time;
  }

  /** How long a request takes to get here. */
  Duration latency() {
    return latency;
  }

  void freeze() {
    lock.lock();
    try {
      frozen = true;
    } finally {
      lock.unlock();
    }
  }

  /** Those held go on, as in a process that was stopped and continued. */
  void thaw() {
    open().forEach(Exchange::resume);
  }

  /** Those held end with nothing done, as in a process that was killed. */
  void drop() {
    open().forEach(Exchange::end);
  }

  private List<Exchange> open() {
    lock.lock();
    try {
      frozen = false;
      List<Exchange> all = List.copyOf(held);
      held.clear();
      return all;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until no exchange is under way, or the time is up. */
  void awaitQuiet(Duration atMost) throws InterruptedException {
    long left = atMost.toNanos();
    lock.lockInterruptibly();
    try {
      while (underWay > 0 && left > 0) {
        left = quiet.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
