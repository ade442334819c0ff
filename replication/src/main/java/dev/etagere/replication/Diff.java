package dev.etagere.replication;

import dev.etagere.core.StoreException;
import dev.etagere.core.UnavailableException;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares two locations key by key, in the order of the keys and in constant memory. Costs a list
 * request for each thousand keys at either side, and two to four HEAD requests for each pair of one
 * size and two ETags; of those, 16 are judged at once and at most 256 wait.
 *
 * <p>It is no snapshot: what is written meanwhile may be told as a difference. For one thread.
 */
public final class Diff {
  private static final int AT_ONCE = 16;
  private static final int WAITING = 256;
  private static final int TELL_EVERY = 1_000;

  private final Site a;
  private final Site b;
  private final Comparison comparison;
  private final Map<Difference.Kind, Long> counts = new EnumMap<>(Difference.Kind.class);
  private long compared;
  private long equal;

  /**
   * Prepares one.
   *
   * @param deep whether to read both where ETags do not tell, if they hold no checksum either
   */
  public Diff(Site a, Site b, boolean deep) {
    this.a = a;
    this.b = b;
    this.comparison = new Comparison(a, b, deep);
  }

  /**
   * Compares all.
   *
   * @param found gets each difference, in the order of the keys
   * @param progress gets the number of keys compared, now and then
   * @throws StoreException if a location cannot be read; {@code AccessException}: correct it,
   *     {@code UnavailableException}: try again later
   */
  public DiffSummary run(Consumer<Difference> found, LongConsumer progress) {
    compared = 0;
    equal = 0;
    counts.clear();
    ExecutorService judges = Executors.newFixedThreadPool(AT_ONCE, Diff::thread);
    try {
      merge(judges, found, progress);
    } finally {
      judges.shutdownNow();
    }
    return new DiffSummary(
        compared,
        equal,
        count(Difference.Kind.MISSING_AT_A),
        count(Difference.Kind.MISSING_AT_B),
        count(Difference.Kind.DIFFERENT),
        count(Difference.Kind.NOT_COMPARABLE));
  }

  private void merge(ExecutorService judges, Consumer<Difference> found, LongConsumer progress) {
    ArrayDeque<Future<@Nullable Difference>> waiting = new ArrayDeque<>();
    for (Pairs pairs = new Pairs(a, b, null); pairs.hasNext(); ) {
      Pairs.Pair pair = pairs.next();
      if (isQuicklyEqual(pair)) {
        equal++;
      } else {
        waiting.add(judges.submit(() -> judge(pair)));
      }
      // Those done at the front, so that differences come out as they are found.
      while (!waiting.isEmpty() && (waiting.size() >= WAITING || waiting.peek().isDone())) {
        tell(waiting.remove(), found);
      }
      if (++compared % TELL_EVERY == 0) {
        progress.accept(compared);
      }
    }
    while (!waiting.isEmpty()) {
      tell(waiting.remove(), found);
    }
    progress.accept(compared);
  }

  private static boolean isQuicklyEqual(Pairs.Pair pair) {
    Entry left = pair.a();
    Entry right = pair.b();
    Judgement quick = left == null || right == null ? null : Comparison.quick(left, right);
    return quick != null && quick.sameness() == Judgement.Sameness.EQUAL;
  }

  private @Nullable Difference judge(Pairs.Pair pair) {
    Entry left = pair.a();
    Entry right = pair.b();
    if (left == null) {
      return new Difference(pair.key(), Difference.Kind.MISSING_AT_A, "", null, right);
    }
    if (right == null) {
      return new Difference(pair.key(), Difference.Kind.MISSING_AT_B, "", left, null);
    }
    Judgement judged = comparison.judge(left, right);
    return switch (judged.sameness()) {
      case EQUAL -> null;
      case DIFFERENT ->
          new Difference(pair.key(), Difference.Kind.DIFFERENT, judged.why(), left, right);
      case NOT_COMPARABLE ->
          new Difference(pair.key(), Difference.Kind.NOT_COMPARABLE, judged.why(), left, right);
    };
  }

  private void tell(Future<@Nullable Difference> judged, Consumer<Difference> found) {
    Difference difference = result(judged);
    if (difference == null) {
      equal++;
    } else {
      counts.merge(difference.kind(), 1L, Long::sum);
      found.accept(difference);
    }
  }

  private static @Nullable Difference result(Future<@Nullable Difference> judged) {
    try {
      return judged.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException(null, "the comparison was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("a comparison failed", e.getCause());
    }
  }

  private long count(Difference.Kind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "etagere-diff");
    thread.setDaemon(true);
    return thread;
  }
}
