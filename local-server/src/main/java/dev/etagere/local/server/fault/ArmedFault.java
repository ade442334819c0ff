package dev.etagere.local.server.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A fault that strikes until it is removed, and counts how often it did. Safe for many threads. */
public final class ArmedFault implements AutoCloseable {
  private final Fault fault;
  private final Faults owner;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition counted = lock.newCondition();
  private final List<Runnable> held = new ArrayList<>();
  private final Random random;
  private int matched;
  private int struck;
  private boolean removed;

  ArmedFault(Fault fault, Faults owner) {
    this.fault = fault;
    this.owner = owner;
    this.random = new Random(fault.odds() instanceof Odds.Chance chance ? chance.seed() : 0);
  }

  /** What strikes. */
  public Fault fault() {
    return fault;
  }

  /** How often it struck. */
  public int struck() {
    lock.lock();
    try {
      return struck;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until it struck so often.
   *
   * @return whether it did in time
   * @throws InterruptedException if the thread is interrupted meanwhile
   */
  public boolean awaitStruck(int times, Duration atMost) throws InterruptedException {
    long left = atMost.toNanos();
    lock.lockInterruptibly();
    try {
      while (struck < times && left > 0) {
        left = counted.awaitNanos(left);
      }
      return struck >= times;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the stalls under way: their connections are closed. */
  public void release() {
    List<Runnable> all;
    lock.lock();
    try {
      all = List.copyOf(held);
      held.clear();
    } finally {
      lock.unlock();
    }
    all.forEach(Runnable::run);
  }

  /** It strikes no more; the stalls under way end. */
  public void remove() {
    lock.lock();
    try {
      removed = true;
    } finally {
      lock.unlock();
    }
    owner.forget(this);
    release();
  }

  /** Like {@link #remove()}. */
  @Override
  public void close() {
    remove();
  }

  boolean strikes(Position position, Operation operation, String key) {
    lock.lock();
    try {
      if (removed || !concerns(position, operation, key) || !falls()) {
        return false;
      }
      struck++;
      counted.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private boolean concerns(Position position, Operation operation, String key) {
    return fault.position() == position
        && fault.operations().contains(operation)
        && fault.keys().test(key)
        && ++matched > fault.skip();
  }

  private boolean falls() {
    if (fault.odds() instanceof Odds.Times times) {
      return struck < times.count();
    }
    return !(fault.odds() instanceof Odds.Chance chance)
        || random.nextDouble() < chance.probability();
  }

  /**
   * For the server: keeps a stalled exchange until it is released; the server itself ends it after
   * its time.
   *
   * @param end ends it; called once or more
   */
  public void hold(Runnable end) {
    boolean tooLate;
    lock.lock();
    try {
      tooLate = removed;
      if (!tooLate) {
        held.add(end);
      }
    } finally {
      lock.unlock();
    }
    if (tooLate) {
      end.run();
    }
  }

  /** For the server: an exchange it kept has ended by itself. */
  public void letGo(Runnable end) {
    lock.lock();
    try {
      held.remove(end);
    } finally {
      lock.unlock();
    }
  }
}
