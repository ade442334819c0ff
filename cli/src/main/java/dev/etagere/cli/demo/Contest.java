package dev.etagere.cli.demo;

import dev.etagere.core.Ambient;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.spi.Deadline;
import dev.etagere.jackson.JacksonCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Many writers, few counters, one way to add. */
final class Contest {
  private static final Duration FRAME = Duration.ofMillis(100);

  private final Contestant contestant;
  private final List<String> keys;
  private final int writers;
  private final Duration time;
  private final ObjectStore referee;
  private final Mishaps mishaps;
  private final Ambient ambient;

  /**
   * A contest.
   *
   * @param referee reads the counters; no mishap of the contest may fool it
   */
  Contest(
      Contestant contestant,
      List<String> keys,
      int writers,
      Duration time,
      ObjectStore referee,
      Mishaps mishaps,
      Ambient ambient) {
    this.contestant = contestant;
    this.keys = keys;
    this.writers = writers;
    this.time = time;
    this.referee = referee;
    this.mishaps = mishaps;
    this.ambient = ambient;
  }

  /** Runs it, and shows a frame from time to time. */
  Result run(Consumer<Frame> picture) throws InterruptedException {
    Score score = new Score();
    ExecutorService pool = Executors.newFixedThreadPool(writers);
    try {
      Deadline end = Deadline.after(time, ambient);
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        String name = "writer-" + (i + 1);
        Contestant.Writer writer = contestant.writer(name, score);
        running.add(pool.submit(() -> write(writer, end)));
      }
      while (running.stream().anyMatch(f -> !f.isDone())) {
        picture.accept(frame(score, end));
        ambient.sleep(FRAME);
      }
      for (Future<?> one : running) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("a writer failed: " + e.getCause(), e.getCause());
    } finally {
      pool.shutdownNow();
    }
    picture.accept(frame(score, null));
    return result(score);
  }

  private void write(Contestant.Writer writer, Deadline end) {
    while (!end.passed()) {
      writer.addOne(keys.get(ambient.random().nextInt(keys.size())));
    }
  }

  private Frame frame(Score score, @Nullable Deadline end) {
    double done =
        end == null ? 1 : 1 - (double) end.remaining().toMillis() / Math.max(1, time.toMillis());
    return new Frame(contestant.name(), done, score.acknowledged(), mishaps.repliesLost());
  }

  /**
   * What a picture shows.
   *
   * @param name of the contestant
   * @param done 0 to 1
   */
  record Frame(String name, double done, long acknowledged, long repliesLost) {}

  private Result result(Score score) {
    long counter =
        keys.stream()
            .mapToLong(
                key ->
                    referee
                        .typed(JacksonCodec.of(Tally.class))
                        .get(key)
                        .map(t -> t.value().total())
                        .orElse(0L))
            .sum();
    return new Result(
        contestant.name(),
        score.acknowledged(),
        counter,
        score.notApplied(),
        score.resolvedByReading(),
        mishaps.repliesLost(),
        mishaps.conflictsInjected(),
        mishaps.refusalsInjected());
  }
}
