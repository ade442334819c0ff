package dev.etagere.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.Body;
import dev.etagere.core.Content;
import dev.etagere.core.ListQuery;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.StoredObject;
import dev.etagere.core.spi.StoreSettings;
import dev.etagere.core.spi.Stores;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Readers and writers through one cache, and a writer beside it, while answers come late and are
 * lost: no read shows less than was shown, or written, before it began.
 */
@Timeout(120)
class NeverOlderTest {
  private static final String KEY = "n";
  private static final int READERS = 6;
  private static final int READS = 1_500;

  private final ScriptedBackend backend = new ScriptedBackend();
  private final AtomicLong floor = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong listed = new AtomicLong();
  private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 1_000, 60_000})
  void get_answersLateAndLost_isNeverOlderThanShown(long staleMicros) throws Exception {
    long seed = System.nanoTime();
    System.out.println("NeverOlderTest: seed " + seed);
    Random random = new Random(seed);
    backend.set(KEY, "0");
    backend.afterRead = () -> dawdle(random);
    backend.afterWrite =
        () -> {
          dawdle(random);
          if (random.nextInt(10) == 0) {
            throw new OutcomeUnknownException(KEY, "lost", null);
          }
        };
    ObjectStore store = Stores.over(backend, StoreSettings.defaults());
    CachePolicy policy = CachePolicy.staleFor(Duration.ofNanos(1_000 * staleMicros));
    CachingStore cache = CachingStore.over(store, policy.withMaxBytes(2_000));
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < READERS; i++) {
      Random own = new Random(seed + i + 1);
      readers.add(new Thread(() -> reads(cache, own)));
    }
    Thread through = new Thread(() -> increments(cache, true));
    Thread beside = new Thread(() -> increments(store, false));
    readers.forEach(Thread::start);
    through.start();
    beside.start();

    for (Thread reader : readers) {
      reader.join();
    }
    through.interrupt();
    beside.interrupt();
    through.join();
    beside.join();

    System.out.println("NeverOlderTest: " + floor + " written, " + lost + " lost");
    assertThat(wrong).isEmpty();
    assertThat(floor.get()).isPositive();
    assertThat(listed.get()).isPositive();
  }

  private void reads(ObjectStore cache, Random random) {
    for (int i = 0; i < READS; i++) {
      long before = floor.get();
      String key = random.nextInt(20) == 0 ? "other" + random.nextInt(5) : KEY; // evicts
      int kind = random.nextInt(20);
      if (kind == 0) {
        cache.head(key);
        try (var listing = cache.list(ListQuery.all())) {
          listing.forEach(entry -> listed.incrementAndGet());
        }
      } else if (key.equals(KEY)) {
        StoredObject object = cache.get(key).orElseThrow();
        shown(before, Long.parseLong(object.asString()), object.freshness());
      } else {
        cache.get(key);
      }
    }
  }

  private void shown(long before, long number, Object how) {
    if (number < before) {
      wrong.add(number + " after " + before + ", " + how);
    }
    floor.accumulateAndGet(number, Math::max);
  }

  /** A write that returned counts as seen if it went through the cache. */
  private void increments(ObjectStore to, boolean seen) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Content now = to.update(KEY, c -> Content.text(String.valueOf(number(c) + 1))).value();
        if (seen) {
          floor.accumulateAndGet(number(now), Math::max);
        }
        Thread.sleep(1);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        lost.incrementAndGet(); // or interrupted
      }
    }
  }

  private static long number(Content content) {
    return Long.parseLong(
        new String(((Body.Bytes) content.body()).bytes(), StandardCharsets.UTF_8));
  }

  private static void dawdle(Random random) {
    int luck = random.nextInt(100);
    if (luck < 60) {
      Thread.onSpinWait();
    } else if (luck < 90) {
      nap(0, 200_000);
    } else {
      nap(2, 0);
    }
  }

  private static void nap(long millis, int nanos) {
    try {
      Thread.sleep(millis, nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
