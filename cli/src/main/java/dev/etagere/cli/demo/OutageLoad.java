package dev.etagere.cli.demo;

import dev.etagere.core.Ambient;
import dev.etagere.core.Content;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.StoredObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Threads that go on reading and writing until they are told to stop: some on the SDK's client,
 * some on the store. No write is under a condition, for those wait for the primary.
 */
final class OutageLoad implements AutoCloseable {
  static final int NUMBERS = 16;
  static final int CLIENTS = 4;
  static final int READERS = 3;

  private static final Duration PACE = Duration.ofMillis(5);
  private static final long PATIENCE_SECONDS = 30;

  private final S3Client s3;
  private final String bucket;
  private final ObjectStore store;
  private final OutageEvents events;
  private final OutageScore score;
  private final Ambient ambient;
  private final ExecutorService pool = Executors.newFixedThreadPool(CLIENTS + READERS + 1);
  private volatile boolean stopped;

  OutageLoad(
      S3Client s3,
      String bucket,
      ObjectStore store,
      OutageEvents events,
      OutageScore score,
      Ambient ambient) {
    this.s3 = s3;
    this.bucket = bucket;
    this.store = store;
    this.events = events;
    this.score = score;
    this.ambient = ambient;
  }

  /** Where a number is. */
  static String numberKey(int number) {
    return "number/" + number;
  }

  private static String seedKey(int number) {
    return "seed/" + number;
  }

  /** What the reads will find: written, but perhaps not replicated yet. */
  void seed() {
    for (int i = 0; i < NUMBERS; i++) {
      write(seedKey(i));
      store.put(numberKey(i), Content.of("0"));
    }
  }

  void start() {
    List<Runnable> turns = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      turns.add(client(i));
    }
    for (int i = 0; i < READERS; i++) {
      turns.add(this::readNumber);
    }
    turns.add(writer());
    turns.forEach(turn -> pool.execute(() -> again(turn)));
  }

  private void again(Runnable turn) {
    while (!stopped) {
      turn.run();
      try {
        ambient.sleep(PACE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private Runnable client(int name) {
    long[] next = {0};
    boolean[] before = {false};
    return () -> {
      String key = "s3/" + name + "/" + next[0]++;
      timed(before, () -> write(key));
      int seed = ambient.random().nextInt(NUMBERS);
      timed(
          before,
          () -> s3.getObjectAsBytes(r -> r.bucket(bucket).key(seedKey(seed))).asByteArray());
    };
  }

  /** Measures the call that comes after one that went on elsewhere. */
  private void timed(boolean[] before, Runnable call) {
    long already = events.failoversOfThread();
    long began = ambient.nanoTime();
    call(call);
    boolean wentOn = events.failoversOfThread() > already;
    if (before[0]) {
      score.secondCall(Duration.ofNanos(ambient.nanoTime() - began), wentOn);
    }
    before[0] = wentOn;
  }

  private void call(Runnable call) {
    score.called();
    try {
      call.run();
    } catch (RuntimeException e) {
      score.failed(e);
    }
  }

  private void write(String key) {
    String etag = s3.putObject(r -> r.bucket(bucket).key(key), RequestBody.fromString(key)).eTag();
    score.acknowledged(key, etag);
  }

  /** One thread only writes numbers, so that each reader knows what it may not see any more. */
  private Runnable writer() {
    long[] next = {0};
    return () -> {
      long turn = next[0]++;
      int key = (int) (turn % NUMBERS);
      long number = turn / NUMBERS + 1;
      call(
          () -> {
            store.put(numberKey(key), Content.of(Long.toString(number)));
            score.acknowledged(key, number);
          });
    };
  }

  private void readNumber() {
    int key = ambient.random().nextInt(NUMBERS);
    long floor = score.number(key);
    call(
        () -> {
          StoredObject object =
              store
                  .get(numberKey(key))
                  .orElseThrow(() -> new IllegalStateException(numberKey(key) + " is missing"));
          score.read(Long.parseLong(object.asString()), floor, object.freshness().possiblyStale());
        });
  }

  /** Lets each thread finish the call it is at. */
  void stop() throws InterruptedException {
    stopped = true;
    pool.shutdown();
    if (!pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("a call did not end within " + PATIENCE_SECONDS + " s");
    }
  }

  @Override
  public void close() {
    stopped = true;
    pool.shutdownNow();
  }
}
