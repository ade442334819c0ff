package dev.etagere.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Kind.class)
class RacesTest extends EngineFixture {
  private static final int THREADS = 16;
  private static final int ROUNDS = 300;

  private <T> List<T> inThreads(int threads, Callable<T> work) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        futures.add(executor.submit(work));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void put_ifAbsentByMany_oneWinsEachRound() throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(THREADS);
    AtomicInteger names = new AtomicInteger();
    List<List<Integer>> won =
        inThreads(
            THREADS,
            () -> {
              int me = names.getAndIncrement();
              List<Integer> mine = new ArrayList<>();
              for (int round = 0; round < ROUNDS; round++) {
                barrier.await();
                int size = round % 10 == 0 ? 70_000 : 10;
                if (succeeds("r" + round, random(size, me), If.absent())) {
                  mine.add(round);
                }
              }
              return mine;
            });

    assertThat(won.stream().flatMap(List::stream).sorted().toList())
        .hasSize(ROUNDS)
        .doesNotHaveDuplicates();
  }

  @Test
  void put_ifMatchesByMany_oneWinsEachRound() throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(THREADS);
    AtomicInteger names = new AtomicInteger();
    AtomicInteger winners = new AtomicInteger();
    put("k", "start");
    inThreads(
        THREADS,
        () -> {
          int me = names.getAndIncrement();
          for (int round = 0; round < ROUNDS; round++) {
            barrier.await();
            String etag = engine.head(BUCKET, "k", ALWAYS).etag();
            barrier.await();
            if (succeeds("k", random(10, me * 1_000L + round), If.matches(etag))) {
              winners.incrementAndGet();
            }
          }
          return null;
        });

    assertThat(winners).hasValue(ROUNDS);
  }

  @Test
  void delete_ifMatchesByMany_oneWinsEachRound() throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(THREADS);
    AtomicInteger winners = new AtomicInteger();
    inThreads(
        THREADS,
        () -> {
          for (int round = 0; round < 50; round++) {
            if (barrier.await() == 0) {
              put("k", "round " + round);
            }
            barrier.await();
            try {
              engine.delete(BUCKET, "k", If.matches("*"));
              winners.incrementAndGet();
            } catch (EngineException e) {
              assertThat(e.code()).isEqualTo(ErrorCode.NO_SUCH_KEY);
            }
          }
          return null;
        });

    assertThat(winners).hasValue(50);
  }

  private boolean succeeds(String key, byte[] bytes, If condition) {
    try {
      put(key, bytes, condition);
      return true;
    } catch (EngineException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
      return false;
    }
  }

  @Test
  void counter_byMany_isExact() throws Exception {
    put("n", "0");
    inThreads(
        8,
        () -> {
          for (int i = 0; i < 100; i++) {
            Counting.increment(engine, BUCKET, "n");
          }
          return null;
        });

    assertThat(text("n")).isEqualTo("800");
  }

  @Test
  void get_whileReplacedByMany_isNeverTorn() throws Exception {
    put("k", pattern(0));
    AtomicInteger turn = new AtomicInteger();
    inThreads(
        6,
        () -> {
          boolean writer = turn.getAndIncrement() % 2 == 0;
          Random random = new Random(turn.get());
          for (int i = 0; i < 150; i++) {
            if (writer) {
              put("k", pattern(random.nextInt(100)));
            } else {
              byte[] read = get("k");
              assertThat(read).isEqualTo(pattern(read[0]));
            }
          }
          return null;
        });
  }

  /** All bytes alike; some fit into the database and some do not. */
  private static byte[] pattern(int value) {
    byte[] bytes = new byte[value % 2 == 0 ? 40_000 + value : 80_000 + value];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
