package dev.etagere.benchmarks.harness;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.etagere.core.Ambient;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.LongAdder;

/** Clock, CPU time of the whole process, and bytes allocated by the threads that say so. */
public final class Usage {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final long began = Ambient.system().nanoTime();
  private final long cpu = SYSTEM.getProcessCpuTime();
  private final LongAdder allocated = new LongAdder();

  /** From now on. */
  public Usage() {}

  /** Does something on this thread, and counts what it allocates. */
  public <E extends Exception> void during(Work<E> work) throws E {
    long before = allocated();
    try {
      work.run();
    } finally {
      allocated.add(allocated() - before);
    }
  }

  /** Something to do. */
  public interface Work<E extends Exception> {
    /** Does it. */
    void run() throws E;
  }

  private static long allocated() {
    return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  /** What was used until now, for so many operations. */
  public Measure measure(long operations) {
    return Measure.of(Measure.OPERATIONS, operations)
        .with(Measure.NANOS, Ambient.system().nanoTime() - began)
        .with(Measure.CPU, SYSTEM.getProcessCpuTime() - cpu)
        .with(Measure.ALLOCATED, allocated.sum());
  }
}
