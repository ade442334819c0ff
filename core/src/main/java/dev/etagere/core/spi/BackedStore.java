package dev.etagere.core.spi;

import dev.etagere.core.Body;
import dev.etagere.core.ByteRange;
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
import dev.etagere.core.TransferListener;
import dev.etagere.core.UnsupportedException;
import dev.etagere.core.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one implementation of the comfortable store, over any backend. */
final class BackedStore implements ObjectStore {
  private static final Logger LOG = LoggerFactory.getLogger(BackedStore.class);

  /** Content above it may take longer than an ordinary call, in bytes. */
  private static final long LARGE = 1 << 20;

  private static final ReadCondition ALWAYS = new ReadCondition.Always();

  private final StoreBackend backend;
  private final StoreSettings settings;
  private final Combiner combiner;
  private final AtomicBoolean closed;
  private final boolean owner;

  BackedStore(StoreBackend backend, StoreSettings settings) {
    this(backend, settings, new Combiner(backend, settings), new AtomicBoolean(), true);
  }

  private BackedStore(
      StoreBackend backend,
      StoreSettings settings,
      Combiner combiner,
      AtomicBoolean closed,
      boolean owner) {
    this.backend = backend;
    this.settings = settings;
    this.combiner = combiner;
    this.closed = closed;
    this.owner = owner;
  }

  @Override
  public Optional<StoredObject> get(String key) {
    return Optional.ofNullable(
        read(key, ALWAYS) instanceof Refreshed.Changed c ? c.object() : null);
  }

  @Override
  public Optional<StoredObject> getIfMatches(String key, Version expected) {
    Refreshed read = read(key, new ReadCondition.IfMatches(expected));
    return Optional.ofNullable(read instanceof Refreshed.Changed c ? c.object() : null);
  }

  @Override
  public Refreshed getIfChanged(String key, Version known) {
    return read(key, new ReadCondition.IfChanged(known));
  }

  private Refreshed read(String key, ReadCondition condition) {
    return new FullRead(open(), settings, deadline()).read(key, condition);
  }

  @Override
  public Optional<ObjectStream> open(String key, @Nullable ByteRange range) {
    Fetched fetched = open().fetch(key, ALWAYS, range, deadline());
    return Optional.ofNullable(
        fetched instanceof Fetched.Found found
            ? range == null ? VerifiedStream.wrap(found) : found.stream()
            : null);
  }

  @Override
  public Optional<ObjectInfo> head(String key) {
    return open().head(key, deadline());
  }

  @Override
  public Version put(
      String key, Content content, Precondition precondition, TransferListener listener) {
    long length = length(content);
    Deadline deadline = length < 0 || length > LARGE ? transfer() : deadline();
    return open().put(key, content, precondition, harmless(listener), deadline);
  }

  /** The length of a body, or {@link Body#UNKNOWN_LENGTH}. */
  static long length(Content content) {
    try {
      return content.body().length();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read what is to be stored", e);
    }
  }

  /** A write that landed must not look like one that failed because nobody could be told. */
  private static TransferListener harmless(TransferListener listener) {
    return bytes -> {
      try {
        listener.moved(bytes);
      } catch (RuntimeException e) {
        LOG.debug("a listener to a transfer failed", e);
      }
    };
  }

  @Override
  public Removal delete(String key, Precondition precondition) {
    if (precondition instanceof Precondition.Absent) {
      throw new IllegalArgumentException("delete '" + key + "' if absent makes no sense");
    }
    return open().delete(key, precondition, deadline());
  }

  @Override
  public Version copy(String from, String to, Precondition precondition) {
    return open().copy(from, to, precondition, transfer());
  }

  @Override
  public ObjectInfo download(String key, Path file, TransferListener listener) {
    return new Download(open(), settings, harmless(listener), transfer()).run(key, file);
  }

  @Override
  public Listing list(ListQuery query) {
    StoreBackend source = open();
    return new PagedListing(continuation -> source.list(query, continuation, deadline()));
  }

  @Override
  public @Nullable Version revise(String key, Revision revision) {
    open();
    return combiner.run(key, revision, deadline());
  }

  @Override
  public ObjectStore within(Duration time) {
    open();
    return new BackedStore(backend, settings.withDeadlines(time, time), combiner, closed, false);
  }

  @Override
  public Guarantees guarantees() {
    return backend.guarantees();
  }

  @Override
  public <T> T edge(Class<T> type) {
    T edge = open().edge(type);
    if (edge == null) {
      throw new UnsupportedException(
          null, backend.location() + " has no " + type.getSimpleName(), null);
    }
    return edge;
  }

  @Override
  public void close() {
    if (owner && closed.compareAndSet(false, true)) {
      backend.close();
    }
  }

  private StoreBackend open() {
    if (closed.get()) {
      throw new IllegalStateException("the store over " + backend.location() + " is closed");
    }
    return backend;
  }

  private Deadline deadline() {
    return Deadline.after(settings.deadline(), settings.ambient());
  }

  private Deadline transfer() {
    return Deadline.after(settings.transferDeadline(), settings.ambient());
  }

  @Override
  public String toString() {
    return "ObjectStore[" + backend.location() + "]";
  }
}
