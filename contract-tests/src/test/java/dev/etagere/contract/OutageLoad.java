package dev.etagere.contract;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Threads that read what was there before, and write new keys without a condition, until stopped.
 * The content of every object is its key.
 */
final class OutageLoad {
  /** What the keys that were there before begin with; a number follows. */
  static final String BEFORE = "before/";

  /** Of so many calls one writes. */
  private static final int READS_PER_WRITE = 3;

  private static final Duration BETWEEN = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final S3Client client;
  private final String bucket;
  private final int before;
  private final List<Thread> threads = new ArrayList<>();
  private final Set<String> written = ConcurrentHashMap.newKeySet();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong longest = new AtomicLong();
  private volatile boolean stopped;

  OutageLoad(S3Client client, String bucket, int threads, int before, long seed) {
    this.client = client;
    this.bucket = bucket;
    this.before = before;
    SplittableRandom seeds = new SplittableRandom(seed);
    for (int i = 0; i < threads; i++) {
      int number = i;
      SplittableRandom random = seeds.split();
      this.threads.add(new Thread(() -> run(number, random), "load-" + i));
    }
  }

  void start() {
    threads.forEach(Thread::start);
  }

  /** Returns when the last call is over. */
  void stop() throws InterruptedException {
    stopped = true;
    for (Thread thread : threads) {
      thread.join(PATIENCE.toMillis());
      if (thread.isAlive()) {
        failures.add(new AssertionError(thread.getName() + " is still in a call"));
      }
    }
  }

  List<Throwable> failures() {
    return failures;
  }

  /** The keys whose writes were acknowledged. */
  Set<String> written() {
    return written;
  }

  private void run(int thread, SplittableRandom random) {
    for (int i = 0; !stopped; i++) {
      long began = System.nanoTime();
      String key = "written/" + thread + "/" + i;
      try {
        if (random.nextInt(READS_PER_WRITE + 1) == 0) {
          client.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString(key));
          written.add(key);
        } else {
          read(BEFORE + random.nextInt(before));
        }
      } catch (RuntimeException | AssertionError e) {
        failures.add(e);
      }
      calls.incrementAndGet();
      longest.accumulateAndGet(System.nanoTime() - began, Math::max);
      pause();
    }
  }

  private void read(String key) {
    String content = client.getObjectAsBytes(b -> b.bucket(bucket).key(key)).asUtf8String();
    if (!content.equals(key)) {
      throw new AssertionError(key + " holds " + content);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(BETWEEN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static String md5(String content) {
    try {
      byte[] digest =
          MessageDigest.getInstance("MD5").digest(content.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has MD5", e);
    }
  }

  /** What it did, in a few words. */
  @Override
  public String toString() {
    return "%d calls, %d writes acknowledged, %d failures, longest call %d ms"
        .formatted(
            calls.get(),
            written.size(),
            failures.size(),
            Duration.ofNanos(longest.get()).toMillis());
  }
}
