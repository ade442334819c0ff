package dev.etagere.cli.demo;

import dev.etagere.core.ConflictException;
import dev.etagere.core.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What the store told the clients of a trial, write by write, so that a referee can hold it to
 * that. Safe for use by many threads.
 */
final class Ledger {
  private final LongAdder acknowledged = new LongAdder();
  private final LongAdder conflicts = new LongAdder();
  private final LongAdder unavailable = new LongAdder();
  private final LongAdder unknown = new LongAdder();
  private final LongAdder reads = new LongAdder();
  private final LongAdder failedReads = new LongAdder();
  private final LongAdder stale = new LongAdder();
  private final LongAdder markedStale = new LongAdder();
  private final AtomicReference<String> failure = new AtomicReference<>();
  private final AtomicReference<String> failedRead = new AtomicReference<>();
  private final Map<String, AtomicLong> floors = new ConcurrentHashMap<>();
  private final Map<Share, Added> added = new ConcurrentSkipListMap<>();
  private final Map<String, List<Claim>> claims = new ConcurrentHashMap<>();

  /** What one writer adds to one counter. */
  record Share(String counter, String writer) implements Comparable<Share> {
    @Override
    public int compareTo(Share other) {
      int order = counter.compareTo(other.counter);
      return order != 0 ? order : writer.compareTo(other.writer);
    }
  }

  /**
   * Increments.
   *
   * @param acknowledged that are done, as the store said
   * @param unknown that may be
   */
  record Added(long acknowledged, long unknown) {
    private Added plus(Added more) {
      return new Added(acknowledged + more.acknowledged, unknown + more.unknown);
    }
  }

  /**
   * A document that a writer believes to have created, and nobody else then to have changed.
   *
   * @param acknowledged the last text that was acknowledged; {@code null} if none was
   * @param unknown a later text that may have taken its place; {@code null} if there is none
   */
  record Claim(@Nullable String acknowledged, @Nullable String unknown) {}

  // --- Writes ----------------------------------------------------------------------------------

  void incremented(Share share, long total) {
    acknowledged.increment();
    added.merge(share, new Added(1, 0), Added::plus);
    raise(share.counter(), total);
  }

  void incrementedPerhaps(Share share) {
    unknown.increment();
    added.merge(share, new Added(0, 1), Added::plus);
  }

  /** A document was created or changed; how often it was written is what a read must see. */
  void written(String key, String text, long times) {
    acknowledged.increment();
    claim(key, text, new Claim(text, null));
    raise(key, times);
  }

  void writtenPerhaps(String key, @Nullable String before, String text) {
    unknown.increment();
    claim(key, text, new Claim(before, text));
  }

  /** In place of the same writer's earlier claim, beside those of others. */
  private void claim(String key, String text, Claim claim) {
    claims.compute(
        key,
        (k, before) -> {
          List<Claim> all = new ArrayList<>(before == null ? List.of() : before);
          all.removeIf(each -> each.acknowledged() != null && same(each.acknowledged(), text));
          all.add(claim);
          return List.copyOf(all);
        });
  }

  private static boolean same(String one, String other) {
    return Document.writer(one).equals(Document.writer(other));
  }

  /** It was not applied, and the writer was told so: somebody was first, or no location took it. */
  void refused(StoreException why) {
    (why instanceof ConflictException ? conflicts : unavailable).increment();
  }

  /** What no client is to see. */
  void failed(StoreException error) {
    failure.compareAndSet(null, error.toString());
  }

  // --- Reads -----------------------------------------------------------------------------------

  /** What a read that begins now must see of a key, at least. */
  long floor(String key) {
    AtomicLong floor = floors.get(key);
    return floor == null ? 0 : floor.get();
  }

  private void raise(String key, long to) {
    floors.computeIfAbsent(key, k -> new AtomicLong()).accumulateAndGet(to, Math::max);
  }

  /** A read has seen this; what one has seen, those that begin later must see as well. */
  void read(String key, long seen, long floor, boolean marked) {
    reads.increment();
    if (seen < floor) {
      stale.increment();
      if (marked) {
        markedStale.increment();
      }
    }
    raise(key, seen);
  }

  void readFailed(StoreException why) {
    failedReads.increment();
    failedRead.compareAndSet(null, why.getMessage());
  }

  // --- For the picture and the referee ---------------------------------------------------------

  long acknowledged() {
    return acknowledged.sum();
  }

  long conflicts() {
    return conflicts.sum();
  }

  long unavailable() {
    return unavailable.sum();
  }

  long unknown() {
    return unknown.sum();
  }

  long reads() {
    return reads.sum();
  }

  long failedReads() {
    return failedReads.sum();
  }

  long stale() {
    return stale.sum();
  }

  long markedStale() {
    return markedStale.sum();
  }

  @Nullable String failure() {
    return failure.get();
  }

  @Nullable String failedRead() {
    return failedRead.get();
  }

  Map<Share, Added> added() {
    return new TreeMap<>(added);
  }

  Map<String, List<Claim>> claims() {
    return Map.copyOf(claims);
  }
}
