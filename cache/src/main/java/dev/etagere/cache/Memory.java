package dev.etagere.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.etagere.core.Freshness;
import dev.etagere.core.Lineage;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.StoredObject;
import dev.etagere.core.Version;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is held, and in what order it was seen.
 *
 * <p>Versions say nothing of their order, so it is taken from the order of requests: one that was
 * sent after an answer had come tells of that state or a newer one; of two that overlap, either may
 * be the newer. So a request under way remembers how often what is known of its key had changed
 * when it was sent. If that is still so when its answer comes, the answer is held. If it is not,
 * and the answer is not the very state held, nothing is held: whoever reads next asks.
 *
 * <p>Safe for use by many threads. Takes memory for the objects held, and for the keys with a
 * request under way.
 */
final class Memory {
  /** What an object takes beside its bytes and names, in bytes. */
  private static final int OVERHEAD = 500;

  private final CachePolicy policy;
  private final Cache<String, Held> held;
  private final ConcurrentHashMap<String, Slot> slots = new ConcurrentHashMap<>();

  Memory(CachePolicy policy) {
    this.policy = policy;
    this.held =
        Caffeine.newBuilder()
            .maximumWeight(policy.maxBytes())
            .weigher((String key, Held h) -> weight(h.object))
            .executor(Runnable::run)
            .build();
  }

  /**
   * An object.
   *
   * @param asOf when the last request was sent that showed it to be the newest
   */
  private record Held(StoredObject object, long asOf) {}

  /** A key with requests under way; changed under the table's lock on the key. */
  private static final class Slot {
    private int requests;
    private long changes;

    /** Open while a request is to bring what is not held. */
    private @Nullable CountDownLatch fill;
  }

  /** The object, marked with its age, if it may be shown without a request. */
  @Nullable StoredObject recent(String key) {
    if (policy.staleness().isZero()) {
      return null;
    }
    Held known = held.getIfPresent(key);
    if (known == null) {
      return null;
    }
    Duration age = Duration.ofNanos(now() - known.asOf);
    return age.compareTo(policy.staleness()) > 0
        ? null
        : known.object.withFreshness(new Freshness.Cached(age));
  }

  long now() {
    return policy.ambient().nanoTime();
  }

  boolean holds(String key) {
    return held.getIfPresent(key) != null;
  }

  /**
   * Begins a request; {@link Request#close} ends it. Where another one is to bring what is not held
   * yet, waits for that first, since a validation will do then: once, so that those who read what
   * is never held do not go one by one.
   */
  Request begin(String key, Duration patience) {
    Request request = new Request(key);
    CountDownLatch other = request.other;
    if (other == null) {
      return request;
    }
    request.close();
    try {
      if (!other.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        return new Request(key); // not worth waiting for any longer
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the request ends by that, and says so
    }
    return new Request(key);
  }

  /** Something was written, or may have been; what is on its way is not to be held either. */
  void forget(String key) {
    slots.compute(
        key,
        (k, slot) -> {
          drop(k, slot);
          return slot;
        });
  }

  /** A version was seen in another way: what is held may be older, and so may what is to come. */
  void saw(String key, Version version) {
    slots.compute(
        key,
        (k, slot) -> {
          Held known = held.getIfPresent(k);
          if (known == null || !same(known.object.version(), version)) {
            drop(k, slot);
          }
          return slot;
        });
  }

  /**
   * The same of all but the bytes.
   *
   * @return what to show: what was seen; of an answer that may be stale and is not known to follow
   *     what is held, the latter, marked alike
   */
  ObjectInfo saw(ObjectInfo info) {
    if (info.freshness().possiblyStale()) {
      StoredObject newer = newerThan(info);
      return newer == null ? info : newer.info();
    }
    saw(info.key(), info.version());
    return info;
  }

  /** What is held, unless what may be stale is it, or is known to follow it. */
  private @Nullable StoredObject newerThan(ObjectInfo stale) {
    Held known = held.getIfPresent(stale.key());
    if (known == null || same(known.object.version(), stale.version())) {
      return null;
    }
    if (follows(stale.version(), known.object.version())) {
      forget(stale.key());
      return null;
    }
    return known.object.withFreshness(stale.freshness());
  }

  private static boolean follows(Version later, Version earlier) {
    return !earlier.lineage().isUnknown() && later.lineage().reachesDownTo(earlier);
  }

  private void drop(String key, @Nullable Slot slot) {
    held.invalidate(key);
    if (slot != null) {
      slot.changes++;
    }
  }

  void clear() {
    held.invalidateAll();
  }

  long objects() {
    held.cleanUp();
    return held.estimatedSize();
  }

  long bytes() {
    return held.policy().eviction().orElseThrow().weightedSize().orElse(0);
  }

  /** How many keys have requests under way. */
  int busy() {
    return slots.size();
  }

  private static int weight(StoredObject object) {
    long bytes = OVERHEAD + 2L * object.key().length() + object.info().size();
    for (var entry : object.info().attributes().metadata().entrySet()) {
      bytes += entry.getKey().length() + entry.getValue().length();
    }
    return (int) Math.min(Integer.MAX_VALUE, bytes);
  }

  /** Equal bytes give an equal version; what was written is told apart by its ids, where told. */
  private static boolean same(Version a, Version b) {
    Lineage ids = a.lineage();
    return a.equals(b) && (ids.isUnknown() || b.lineage().isUnknown() || ids.equals(b.lineage()));
  }

  /** A request for an object, under way. For one thread. */
  final class Request implements AutoCloseable {
    private final String key;
    private final long sent;
    private @Nullable Held known;
    private @Nullable CountDownLatch own;
    private @Nullable CountDownLatch other;
    private long changes;

    private Request(String key) {
      this.key = key;
      slots.compute(
          key,
          (k, present) -> {
            Slot slot = present == null ? new Slot() : present;
            slot.requests++;
            changes = slot.changes;
            known = held.getIfPresent(k);
            if (known == null && slot.fill == null) {
              own = slot.fill = new CountDownLatch(1);
            } else if (known == null) {
              other = slot.fill;
            }
            return slot;
          });
      this.sent = now();
    }

    /** What is held; its version is what to ask about. */
    @Nullable StoredObject held() {
      return known == null ? null : known.object;
    }

    /** What is held is still the newest, or may be, as the freshness says. */
    StoredObject unchanged(StoredObject object, Freshness freshness) {
      if (!freshness.possiblyStale()) {
        land(object);
      }
      return object.withFreshness(freshness);
    }

    /** The same of a version that the caller has, where nothing is held. */
    void unchanged(Version version, Freshness freshness) {
      if (!freshness.possiblyStale()) {
        saw(key, version);
      }
    }

    /** There is none. */
    void absent() {
      forget(key);
    }

    /**
     * The object came.
     *
     * @return what to show, see {@link Memory#saw(ObjectInfo)}
     */
    StoredObject came(StoredObject object) {
      if (object.freshness().possiblyStale()) {
        StoredObject newer = newerThan(object.info());
        return newer == null ? object : newer;
      }
      land(object);
      return object;
    }

    private void land(StoredObject object) {
      slots.compute(
          key,
          (k, slot) -> {
            Held now = held.getIfPresent(k);
            boolean same = now != null && same(now.object.version(), object.version());
            if (slot == null || (slot.changes != changes && !same)) {
              drop(k, slot);
            } else if (object.info().size() > policy.maxObjectBytes()) {
              drop(k, slot);
            } else {
              long asOf = now != null && same && now.asOf - sent > 0 ? now.asOf : sent;
              held.put(k, new Held(object, asOf));
              slot.changes += same ? 0 : 1;
            }
            return slot;
          });
    }

    /** Ends it, answered or not. */
    @Override
    public void close() {
      slots.computeIfPresent(
          key,
          (k, slot) -> {
            if (own != null) {
              own.countDown();
              slot.fill = null;
            }
            return --slot.requests == 0 ? null : slot;
          });
    }
  }
}
