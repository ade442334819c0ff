package dev.etagere.s3;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.http.Abortable;

/**
 * Aborts what interrupted threads wait for. Its thread is there while anything is waited for and
 * for two seconds more, so that a busy store does not start one again and again.
 */
final class Interrupts {
  private static final Logger log = LoggerFactory.getLogger(Interrupts.class);
  private static final long PERIOD_NANOS = 20_000_000;
  private static final int IDLE_ROUNDS = 100;

  private static final Set<Wait> WAITS = ConcurrentHashMap.newKeySet();
  private static final Object LOCK = new Object();
  private static volatile boolean watching;

  private Interrupts() {}

  /** Something that one thread waits for, perhaps several times. */
  static final class Wait {
    private final Abortable on;
    private volatile @Nullable Thread thread;

    Wait(Abortable on) {
      this.on = on;
    }

    void begin() {
      thread = Thread.currentThread();
      WAITS.add(this);
      if (!watching) {
        watch();
      }
    }

    void end() {
      WAITS.remove(this);
      thread = null;
    }

    /** Aborts in each round anew: an abort may come before there is anything to abort. */
    private void look() {
      Thread waiting = thread;
      if (waiting != null && waiting.isInterrupted()) {
        try {
          on.abort();
        } catch (RuntimeException e) {
          log.debug("a request of an interrupted thread could not be aborted", e);
        }
      }
    }
  }

  private static void watch() {
    synchronized (LOCK) {
      if (!watching) {
        watching = true;
        Thread watcher = new Thread(Interrupts::run, "etagere-interrupts");
        watcher.setDaemon(true);
        watcher.start();
      }
    }
  }

  private static void run() {
    int idle = 0;
    while (idle < IDLE_ROUNDS || !mayStop()) {
      idle = WAITS.isEmpty() ? idle + 1 : 0;
      WAITS.forEach(Wait::look);
      LockSupport.parkNanos(PERIOD_NANOS);
    }
  }

  /** Whoever begins after this has looked sees that nobody watches. */
  private static boolean mayStop() {
    synchronized (LOCK) {
      watching = false;
      watching = !WAITS.isEmpty();
      return !watching;
    }
  }
}
