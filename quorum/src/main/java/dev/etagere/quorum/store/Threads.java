package dev.etagere.quorum.store;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that wait for locations: virtual ones where the runtime has them. */
final class Threads {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private Threads() {}

  static ExecutorService open() {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (ReflectiveOperationException e) {
      return Executors.newCachedThreadPool(Threads::platform); // Java 17 to 20
    }
  }

  private static Thread platform(Runnable work) {
    Thread thread = new Thread(work, "etagere-quorum-" + COUNT.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }
}
