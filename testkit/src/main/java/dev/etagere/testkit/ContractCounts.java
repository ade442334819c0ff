package dev.etagere.testkit;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** Prints how many tests of a contract passed on which server, so that a skipped server is seen. */
final class ContractCounts implements TestWatcher, AfterAllCallback {
  private static final ConcurrentHashMap<Class<?>, Counts> BY_CLASS = new ConcurrentHashMap<>();

  private static final class Counts {
    private final AtomicInteger passed = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger skipped = new AtomicInteger();
  }

  private static Counts of(ExtensionContext context) {
    return BY_CLASS.computeIfAbsent(context.getRequiredTestClass(), c -> new Counts());
  }

  @Override
  public void testSuccessful(ExtensionContext context) {
    of(context).passed.incrementAndGet();
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    of(context).failed.incrementAndGet();
  }

  @Override
  public void testAborted(ExtensionContext context, Throwable cause) {
    of(context).skipped.incrementAndGet();
  }

  @Override
  public void testDisabled(ExtensionContext context, Optional<String> reason) {
    of(context).skipped.incrementAndGet();
  }

  @Override
  @SuppressWarnings("SystemOut") // the build's log is where this is read
  public void afterAll(ExtensionContext context) {
    Counts counts = of(context);
    System.out.printf(
        "contract on %s: %s passed, %s failed, %s skipped%n",
        context.getRequiredTestClass().getSimpleName(),
        counts.passed,
        counts.failed,
        counts.skipped);
  }
}
