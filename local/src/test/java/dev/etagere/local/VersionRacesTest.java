package dev.etagere.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Kind.class)
class VersionRacesTest extends EngineFixture {
  private static final int THREADS = 8;

  @BeforeEach
  void enable() {
    engine.setVersioning(BUCKET, Versioning.ENABLED);
  }

  private static void inThreads(Callable<?> work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        all.add(pool.submit(work));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private List<ObjectFacts> versions(String key) {
    List<ObjectFacts> all = new ArrayList<>();
    ListRequest request = ListRequest.all().under(key);
    while (true) {
      ListedPage<ListedVersion> page = engine.listVersions(BUCKET, request);
      page.items().forEach(each -> all.add(each.facts()));
      if (!page.truncated()) {
        return all;
      }
      ObjectFacts last = all.get(all.size() - 1);
      request = request.afterVersion(last.key(), last.versionId());
    }
  }

  @Test
  void counter_versioned_isExactAndKeepsEachStep() throws Exception {
    put("n", "0");
    inThreads(
        () -> {
          for (int i = 0; i < 40; i++) {
            Counting.increment(engine, BUCKET, "n");
          }
          return null;
        });

    assertThat(text("n")).isEqualTo("320");
    assertThat(versions("n")).hasSize(321);
    assertThat(versions("n")).extracting(ObjectFacts::versionId).doesNotHaveDuplicates();
  }

  @Test
  void createAndDelete_versioned_haveOneWinnerEach() throws Exception {
    AtomicInteger created = new AtomicInteger();
    AtomicInteger deleted = new AtomicInteger();
    inThreads(
        () -> {
          for (int i = 0; i < 60; i++) {
            String key = "k" + i;
            if (codeOf(() -> put(key, "v", If.absent())) == null) {
              created.incrementAndGet();
            }
            if (codeOf(() -> engine.delete(BUCKET, key, If.matches("*"))) == null) {
              deleted.incrementAndGet();
            }
          }
          return null;
        });

    // Each marker was put over a version that was created, and at the end all are deleted.
    assertThat(created.get()).isEqualTo(deleted.get()).isGreaterThanOrEqualTo(60);
    List<ObjectFacts> all = versions("k");
    assertThat(all.stream().filter(ObjectFacts::deleteMarker)).hasSize(deleted.get());
    assertThat(all).hasSize(created.get() + deleted.get());
  }

  /** What is current must always be the newest, whoever takes away what. */
  @Test
  void writesAndRemovals_ofVersions_leaveTheNewestCurrent() throws Exception {
    AtomicInteger seed = new AtomicInteger();
    inThreads(
        () -> {
          Random random = new Random(seed.incrementAndGet());
          for (int i = 0; i < 80; i++) {
            switch (random.nextInt(4)) {
              case 0, 1 -> put("k", random(70_000 * random.nextInt(2) + 10, i));
              case 2 -> engine.delete(BUCKET, "k", If.none());
              default -> {
                List<ObjectFacts> all = versions("k");
                if (!all.isEmpty()) {
                  ObjectFacts one = all.get(random.nextInt(Math.min(3, all.size())));
                  engine.delete(BUCKET, "k", one.versionId(), If.none());
                }
              }
            }
          }
          return null;
        });

    List<ObjectFacts> all = versions("k");
    while (!all.isEmpty()) {
      ObjectFacts newest = all.get(0);
      if (newest.deleteMarker()) {
        assertThat(codeOf(() -> get("k"))).isEqualTo(ErrorCode.NO_SUCH_KEY);
      } else {
        assertThat(engine.head(BUCKET, "k", ALWAYS)).isEqualTo(newest);
        assertThat(get("k")).hasSize((int) newest.size());
      }
      engine.delete(BUCKET, "k", newest.versionId(), If.none());
      all = versions("k");
    }
    if (kind == Kind.DISK) {
      put("tidy", "v");
      engine.close();
      Leftovers.of(directory.resolve("store")).assertNone();
    }
  }
}
