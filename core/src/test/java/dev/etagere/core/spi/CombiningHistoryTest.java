package dev.etagere.core.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.Body;
import dev.etagere.core.ByteRange;
import dev.etagere.core.Content;
import dev.etagere.core.Guarantees;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.Precondition;
import dev.etagere.core.Removal;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.UnsupportedException;
import dev.etagere.core.Version;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;

/**
 * Two processes of several threads increment a number while writes fail in every way, callers give
 * up and functions throw: what each was told is true.
 */
@Timeout(120)
class CombiningHistoryTest {
  private static final String KEY = "n";
  private static final int THREADS = 8;
  private static final int CALLS = 60;

  private final FakeBackend backend = new FakeBackend();
  private final AtomicLong clock = new AtomicLong();
  private final ConcurrentLinkedQueue<Told> told = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Throwable> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicLong unknown = new AtomicLong();
  private final AtomicLong interrupts = new AtomicLong();

  /**
   * What a call was told.
   *
   * @param increment whether it changed the number, or looked
   */
  private record Told(long start, long end, long number, boolean increment) {}

  @RepeatedTest(5)
  void update_everyFault_tellsTheTruth(RepetitionInfo info) throws InterruptedException {
    long seed = System.nanoTime() + info.getCurrentRepetition();
    System.out.println("CombiningHistoryTest: seed " + seed);
    backend.set(KEY, "0");
    List<Thread> threads = new ArrayList<>();
    for (int process = 0; process < 2; process++) {
      ObjectStore store =
          Stores.over(new Unwell(backend, new Random(seed + process)), StoreSettings.defaults());
      for (int i = 0; i < THREADS; i++) {
        Random random = new Random(seed + 10 + threads.size());
        threads.add(new Thread(() -> calls(store, random)));
      }
    }

    threads.forEach(Thread::start);
    Random random = new Random(seed - 1);
    while (threads.stream().anyMatch(Thread::isAlive)) {
      threads.get(random.nextInt(threads.size())).interrupt();
      Thread.sleep(1 + random.nextInt(10));
    }

    assertThat(wrong).isEmpty();
    assertThat(unknown.get()).isPositive();
    assertThat(interrupts.get()).isPositive();
    List<Told> increments = told.stream().filter(Told::increment).toList();
    assertThat(increments).extracting(Told::number).doesNotHaveDuplicates();
    long made = Long.parseLong(backend.text(KEY));
    assertThat(made).isBetween((long) increments.size(), increments.size() + unknown.get());
    for (Told later : told) {
      for (Told earlier : told) {
        if (earlier.end < later.start) {
          assertThat(later.number)
              .isGreaterThanOrEqualTo(earlier.number + (later.increment ? 1 : 0));
        }
      }
    }
  }

  private void calls(ObjectStore store, Random random) {
    for (int i = 0; i < CALLS; i++) {
      int kind = random.nextInt(10);
      long start = clock.incrementAndGet();
      try {
        ObjectStore patient = random.nextInt(20) == 0 ? store.within(Duration.ofMillis(5)) : store;
        Content now =
            patient
                .update(
                    KEY,
                    c -> {
                      if (kind == 0) {
                        throw new ArithmeticException("of the caller");
                      }
                      return kind == 1 ? c : kind == 2 ? plusOne(c).withAcl("refused") : plusOne(c);
                    })
                .value();
        told.add(new Told(start, clock.incrementAndGet(), number(now), kind != 1));
      } catch (OutcomeUnknownException e) {
        unknown.incrementAndGet();
      } catch (ArithmeticException | UnavailableException | UnsupportedException e) {
        if (kind == 0 && e instanceof UnsupportedException) {
          wrong.add(e);
        }
      } catch (Throwable e) {
        wrong.add(e);
      }
      interrupts.addAndGet(Thread.interrupted() ? 1 : 0);
    }
  }

  private static Content plusOne(Content content) {
    return Content.of(Long.toString(number(content) + 1));
  }

  private static long number(Content content) {
    return Long.parseLong(
        new String(((Body.Bytes) content.body()).bytes(), StandardCharsets.UTF_8));
  }

  /** A location whose answers take a while, and are lost at times. */
  private record Unwell(FakeBackend backend, Random random) implements StoreBackend {
    private void takesTime(String key, boolean write) {
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw write
            ? new OutcomeUnknownException(key, "interrupted", e)
            : new UnavailableException(key, "interrupted", e);
      }
    }

    @Override
    public Version put(String key, Content content, Precondition precondition, Deadline deadline) {
      int fate = random.nextInt(20);
      takesTime(key, true);
      if (fate == 0) {
        throw new UnavailableException(key, "not now", null);
      }
      if (fate == 1) {
        throw new OutcomeUnknownException(key, "lost before it took effect", null);
      }
      Version version = backend.put(key, content, precondition, deadline);
      if (fate == 2) {
        throw new OutcomeUnknownException(key, "lost after it took effect", null);
      }
      takesTime(key, true);
      return version;
    }

    @Override
    public Fetched fetch(String key, ReadCondition condition, ByteRange range, Deadline deadline) {
      takesTime(key, false);
      if (random.nextInt(20) == 0) {
        throw new UnavailableException(key, "not now", null);
      }
      return backend.fetch(key, condition, range, deadline);
    }

    @Override
    public Location location() {
      return backend.location();
    }

    @Override
    public Guarantees guarantees() {
      return backend.guarantees();
    }

    @Override
    public Optional<ObjectInfo> head(String key, Deadline deadline) {
      return backend.head(key, deadline);
    }

    @Override
    public Removal delete(String key, Precondition precondition, Deadline deadline) {
      return backend.delete(key, precondition, deadline);
    }

    @Override
    public Version copy(String from, String to, Precondition precondition, Deadline deadline) {
      return backend.copy(from, to, precondition, deadline);
    }

    @Override
    public ListPage list(ListQuery query, String continuation, Deadline deadline) {
      return backend.list(query, continuation, deadline);
    }

    @Override
    public void close() {}
  }
}
