package dev.etagere.cache;

import dev.etagere.core.AbsentException;
import dev.etagere.core.ByteRange;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.Guarantees;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Listing;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.ObjectStream;
import dev.etagere.core.Precondition;
import dev.etagere.core.Refreshed;
import dev.etagere.core.Removal;
import dev.etagere.core.Revision;
import dev.etagere.core.StoredObject;
import dev.etagere.core.TooLargeException;
import dev.etagere.core.TransferListener;
import dev.etagere.core.Version;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store with a cache in memory in front of its reads.
 *
 * <p><b>Exact</b> ({@link CachePolicy#exact}, the default): every read asks the store, after it
 * began, whether what is held is still the newest ({@code If-None-Match}); if so, no body is sent.
 * Reads are as current as the store's own.
 *
 * <p><b>Of bounded staleness</b> ({@link CachePolicy#staleFor}): what was shown to be the newest
 * within that time is answered without a request, and says so ({@link
 * dev.etagere.core.Freshness.Cached}). {@link #update} and {@link #revise} always start from the
 * store.
 *
 * <p><b>Guarantees.</b> Nothing is shown that is older than what this cache showed, or a write
 * through it stored, before the read began; also where answers come late, in another order, or not
 * at all. Each write through it makes it forget the key, also one that failed or whose outcome is
 * unknown. That a key is absent is never held. Versions are the store's own, good for conditions.
 * Answers that may be stale by another reason ({@link dev.etagere.core.Freshness.PossiblyStale})
 * are never held; one that is not known to follow what is held gives way to that, marked alike.
 * (Where nothing is held, such an answer may be older than what was seen, as it says.)
 *
 * <p><b>Not noticed</b> is what the store's versions do not tell apart: at one location and over
 * two, another program that changes only what stands beside the bytes. Nor are writes round this
 * store, such as through its {@link #edge}, until what is held is validated.
 *
 * <p><b>Bounds.</b> {@link CachePolicy#maxBytes} in all; objects above {@link
 * CachePolicy#maxObjectBytes} pass through. Of several reads that miss one key at once one brings
 * the object; the others wait for it up to 1 s (half of a deadline below 2 s), then ask in turn.
 *
 * <p>Errors are the store's. Safe for use by many threads. Closing it closes the store.
 */
public final class CachingStore implements ObjectStore {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration SHORTEST = Duration.ofMillis(1);

  private final ObjectStore store;
  private final Shared shared;
  private final @Nullable Duration deadline;

  private CachingStore(ObjectStore store, Shared shared, @Nullable Duration deadline) {
    this.store = store;
    this.shared = shared;
    this.deadline = deadline;
  }

  /** What a store and those with other deadlines have in common. */
  private static final class Shared {
    private final Memory memory;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final LongAdder unasked = new LongAdder();
    private final LongAdder unchanged = new LongAdder();
    private final LongAdder fetched = new LongAdder();

    Shared(CachePolicy policy) {
      this.memory = new Memory(policy);
    }
  }

  /** An exact cache in front of a store. */
  public static CachingStore over(ObjectStore store) {
    return over(store, CachePolicy.exact());
  }

  /** A cache in front of a store. */
  public static CachingStore over(ObjectStore store, CachePolicy policy) {
    return new CachingStore(store, new Shared(policy), null);
  }

  /** What the cache has done and holds. */
  public CacheStats stats() {
    return new CacheStats(
        shared.unasked.sum(),
        shared.unchanged.sum(),
        shared.fetched.sum(),
        shared.memory.objects(),
        shared.memory.bytes());
  }

  @Override
  public Optional<StoredObject> get(String key) {
    StoredObject recent = recent(key);
    return recent != null ? Optional.of(recent) : object(ask(key, null));
  }

  @Override
  public Refreshed getIfChanged(String key, Version known) {
    StoredObject recent = recent(key);
    // A version known from elsewhere may be the newer one: only the store can tell.
    return recent != null && recent.version().equals(known)
        ? new Refreshed.Unchanged(known, recent.freshness())
        : ask(key, known);
  }

  @Override
  public Optional<StoredObject> getIfMatches(String key, Version expected) {
    StoredObject recent = recent(key);
    if (recent != null && recent.version().equals(expected)) {
      return Optional.of(recent);
    }
    long start = memory().now();
    try (Memory.Request request = memory().begin(key, patience())) {
      StoredObject held = request.held();
      if (held != null && held.version().equals(expected)) {
        Refreshed.Unchanged same = stillAt(key, expected, start);
        if (same != null) {
          return object(landed(request, held, same));
        }
      }
      return object(landed(request, null, whole(left(start).getIfMatches(key, expected))));
    } catch (ConflictException e) {
      memory().forget(key);
      throw e;
    }
  }

  /** Anything else is for the store to judge: it may be stale, or too large to be read at once. */
  private Refreshed.@Nullable Unchanged stillAt(String key, Version version, long start) {
    try {
      Refreshed told = left(start).getIfChanged(key, version);
      return told instanceof Refreshed.Unchanged same ? same : null;
    } catch (TooLargeException e) {
      return null;
    }
  }

  @Override
  public Optional<ObjectStream> open(String key, @Nullable ByteRange range) {
    StoredObject recent = recent(key);
    if (recent != null) {
      return Optional.of(stream(recent, range));
    }
    if (memory().holds(key)) {
      try {
        return object(ask(key, null)).map(now -> stream(now, range));
      } catch (TooLargeException e) {
        // As any other large one.
      }
    }
    Optional<ObjectStream> stream = store.open(key, range);
    stream.ifPresentOrElse(s -> memory().saw(s.info()), () -> memory().forget(key));
    return stream;
  }

  @Override
  public Optional<ObjectInfo> head(String key) {
    StoredObject recent = recent(key);
    if (recent != null) {
      return Optional.of(recent.info());
    }
    Optional<ObjectInfo> info = store.head(key).map(memory()::saw);
    if (info.isEmpty()) {
      memory().forget(key);
    }
    return info;
  }

  /** What may be shown without a request, marked so. */
  private @Nullable StoredObject recent(String key) {
    if (shared.closed.get()) {
      throw new IllegalStateException("the cache in front of " + store + " is closed");
    }
    StoredObject recent = memory().recent(key);
    if (recent != null) {
      shared.unasked.increment();
    }
    return recent;
  }

  /**
   * Asks the store about what is held, else about what the caller has.
   *
   * @param known the version that the caller has, if any
   */
  private Refreshed ask(String key, @Nullable Version known) {
    long start = memory().now();
    try (Memory.Request request = memory().begin(key, patience())) {
      StoredObject held = request.held();
      Version asked = held == null ? known : held.version();
      Refreshed told =
          asked == null ? whole(left(start).get(key)) : left(start).getIfChanged(key, asked);
      Refreshed now = landed(request, held, told);
      return known != null
              && now instanceof Refreshed.Changed c
              && c.object().version().equals(known)
          ? new Refreshed.Unchanged(known, c.object().freshness())
          : now;
    } catch (TooLargeException e) {
      memory().forget(key); // it has grown
      throw e;
    }
  }

  /** What is to be shown, with the object held in place of its not having changed. */
  private Refreshed landed(Memory.Request request, @Nullable StoredObject held, Refreshed told) {
    if (told instanceof Refreshed.Unchanged same) {
      shared.unchanged.increment();
      if (held == null) {
        request.unchanged(same.version(), same.freshness());
        return told;
      }
      return new Refreshed.Changed(request.unchanged(held, same.freshness()));
    }
    shared.fetched.increment();
    if (told instanceof Refreshed.Changed c) {
      return new Refreshed.Changed(request.came(c.object()));
    }
    request.absent();
    return told;
  }

  private static Refreshed whole(Optional<StoredObject> object) {
    return object.isPresent() ? new Refreshed.Changed(object.get()) : new Refreshed.Absent();
  }

  private static Optional<StoredObject> object(Refreshed now) {
    return Optional.ofNullable(now instanceof Refreshed.Changed c ? c.object() : null);
  }

  private static ObjectStream stream(StoredObject object, @Nullable ByteRange range) {
    InputStream all = object.asStream();
    if (range == null) {
      return new ObjectStream(object.info(), all);
    }
    try (all) {
      all.skipNBytes(Math.min(range.offset(), object.info().size()));
      byte[] wanted = all.readNBytes((int) Math.min(range.length(), Integer.MAX_VALUE));
      return new ObjectStream(object.info(), new ByteArrayInputStream(wanted));
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory are always read", e);
    }
  }

  private Duration patience() {
    Duration half = deadline == null ? PATIENCE : deadline.dividedBy(2);
    return half.compareTo(PATIENCE) < 0 ? half : PATIENCE;
  }

  /** The store with what is left of the deadline, where one was given. */
  private ObjectStore left(long start) {
    if (deadline == null) {
      return store;
    }
    Duration left = deadline.minusNanos(memory().now() - start);
    return store.within(left.compareTo(SHORTEST) < 0 ? SHORTEST : left);
  }

  @Override
  public Version put(
      String key, Content content, Precondition precondition, TransferListener listener) {
    return write(key, () -> store.put(key, content, precondition, listener));
  }

  @Override
  public Removal delete(String key, Precondition precondition) {
    return write(key, () -> store.delete(key, precondition));
  }

  @Override
  public Version copy(String from, String to, Precondition precondition) {
    try {
      return write(to, () -> store.copy(from, to, precondition));
    } catch (AbsentException e) {
      memory().forget(from);
      throw e;
    }
  }

  @Override
  public @Nullable Version revise(String key, Revision revision) {
    Revision noting =
        current -> {
          memory().forget(key); // the function may tell of what it sees
          return revision.revise(current);
        };
    Revision.OfContent ofContent = noting::revise;
    boolean combines = revision instanceof Revision.OfContent;
    return write(key, () -> store.revise(key, combines ? ofContent : noting));
  }

  /** Also a write that fails shows something: a conflict, or that it may have been applied. */
  private <R> R write(String key, Supplier<R> write) {
    try {
      return write.get();
    } finally {
      memory().forget(key);
    }
  }

  @Override
  public ObjectInfo download(String key, Path file, TransferListener listener) {
    try {
      ObjectInfo info = store.download(key, file, listener);
      memory().saw(info);
      return info;
    } catch (AbsentException | ConflictException e) {
      memory().forget(key);
      throw e;
    }
  }

  @Override
  public Listing list(ListQuery query) {
    return new SeenListing(store.list(query), memory());
  }

  @Override
  public ObjectStore within(Duration time) {
    return new CachingStore(store.within(time), shared, time);
  }

  @Override
  public Guarantees guarantees() {
    return store.guarantees();
  }

  @Override
  public <T> T edge(Class<T> type) {
    return store.edge(type);
  }

  @Override
  public void close() {
    if (deadline == null && shared.closed.compareAndSet(false, true)) {
      memory().clear();
      store.close();
    }
  }

  private Memory memory() {
    return shared.memory;
  }

  @Override
  public String toString() {
    return "CachingStore[" + store + "]";
  }
}
