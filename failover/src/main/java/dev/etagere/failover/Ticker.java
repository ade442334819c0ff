package dev.etagere.failover;

import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Looks at many bodies in one go, as often as it is told to, while there are any. A timer for each
 * body would wake its thread for every call, which costs more than the rest of this client.
 */
final class Ticker {
  private final ScheduledExecutorService timer;
  private final long everyNanos;
  private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean ticking = new AtomicBoolean();

  /** One body that is looked at; forgotten with it, or when it ends. */
  final class Watch implements Stalls.Watch {
    private final WeakReference<Stalls.Watched> watched;

    private Watch(Stalls.Watched watched) {
      this.watched = new WeakReference<>(watched);
    }

    private boolean look() {
      Stalls.Watched alive = watched.get();
      return alive != null && alive.look();
    }

    @Override
    public void end() {
      watches.remove(this);
    }
  }

  Ticker(ScheduledExecutorService timer, long everyNanos) {
    this.timer = timer;
    this.everyNanos = everyNanos;
  }

  Watch watch(Stalls.Watched watched) {
    Watch watch = new Watch(watched);
    watches.add(watch);
    tickOnceMore();
    return watch;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // it throws nothing
  private void tickOnceMore() {
    if (!ticking.get() && ticking.compareAndSet(false, true)) {
      timer.schedule(this::tick, everyNanos, TimeUnit.NANOSECONDS);
    }
  }

  private void tick() {
    watches.removeIf(watch -> !looked(watch));
    ticking.set(false);
    if (!watches.isEmpty()) {
      tickOnceMore();
    }
  }

  /** What one throws must not keep the others from being looked at. */
  private static boolean looked(Watch watch) {
    try {
      return watch.look();
    } catch (RuntimeException e) {
      return false;
    }
  }
}
