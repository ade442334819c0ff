package dev.etagere.cli.demo;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What the threads of the load have seen. Safe for use by many threads. */
final class OutageScore {
  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicReference<String> firstFailure = new AtomicReference<>();
  private final AtomicLong markedStale = new AtomicLong();
  private final AtomicLong reallyStale = new AtomicLong();
  private final AtomicLong unmarkedStale = new AtomicLong();
  private final AtomicLong secondCalls = new AtomicLong();
  private final AtomicLong waitedAgain = new AtomicLong();
  private final AtomicLong longestSecond = new AtomicLong();
  private final Map<String, String> written = new ConcurrentHashMap<>();
  private final AtomicLongArray numbers;

  OutageScore(int numbers) {
    this.numbers = new AtomicLongArray(numbers);
  }

  void called() {
    calls.incrementAndGet();
  }

  void failed(RuntimeException error) {
    failed.incrementAndGet();
    firstFailure.compareAndSet(null, error.toString());
  }

  /** A write of a key of its own was acknowledged. */
  void acknowledged(String key, String etag) {
    written.put(key, etag);
  }

  /** A number was written over the last one of its key, and acknowledged. */
  void acknowledged(int key, long number) {
    numbers.set(key, number);
  }

  /** The last number acknowledged for a key. */
  long number(int key) {
    return numbers.get(key);
  }

  /**
   * A number was read.
   *
   * @param floor what had been acknowledged when the read began
   */
  void read(long number, long floor, boolean marked) {
    if (marked) {
      markedStale.incrementAndGet();
    }
    if (number < floor) {
      (marked ? reallyStale : unmarkedStale).incrementAndGet();
    }
  }

  /** The call after one that went on elsewhere. */
  void secondCall(Duration took, boolean again) {
    secondCalls.incrementAndGet();
    longestSecond.accumulateAndGet(took.toNanos(), Math::max);
    if (again) {
      waitedAgain.incrementAndGet();
    }
  }

  /** The ETag of each write of a key of its own, by key. */
  Map<String, String> written() {
    return written;
  }

  long calls() {
    return calls.get();
  }

  long failures() {
    return failed.get();
  }

  @Nullable String firstFailure() {
    return firstFailure.get();
  }

  long markedStale() {
    return markedStale.get();
  }

  long reallyStale() {
    return reallyStale.get();
  }

  long unmarkedStale() {
    return unmarkedStale.get();
  }

  long secondCalls() {
    return secondCalls.get();
  }

  long waitedAgain() {
    return waitedAgain.get();
  }

  Duration longestSecond() {
    return Duration.ofNanos(longestSecond.get());
  }
}
