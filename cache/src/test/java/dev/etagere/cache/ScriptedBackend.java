package dev.etagere.cache;

import dev.etagere.core.ByteRange;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.Freshness;
import dev.etagere.core.Guarantees;
import dev.etagere.core.Lineage;
import dev.etagere.core.ListEntry;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.ObjectStream;
import dev.etagere.core.Precondition;
import dev.etagere.core.Removal;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.Fetched;
import dev.etagere.core.spi.ListPage;
import dev.etagere.core.spi.ReadCondition;
import dev.etagere.core.spi.Stamp;
import dev.etagere.core.spi.StoreBackend;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A location in memory whose answers a test holds up, loses or marks. */
final class ScriptedBackend implements StoreBackend {
  private final TreeMap<String, Entry> entries = new TreeMap<>();
  private int writes;
  final AtomicInteger requests = new AtomicInteger();
  final AtomicInteger bodies = new AtomicInteger();
  volatile Freshness freshness = Freshness.current();

  /** Runs after a read saw its state, before it is told. */
  volatile Runnable afterRead = () -> {};

  /** Runs after a write took effect, before it is told. */
  volatile Runnable afterWrite = () -> {};

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Entry(Content content, byte[] bytes, Version version) {}

  /** Another process writes. */
  synchronized Version set(String key, String text) {
    return store(key, Content.text(text));
  }

  /** Another state of a second location: an older one, or one that follows. */
  synchronized void back(String key, String text, Version version) {
    entries.put(key, new Entry(Content.text(text), bytes(Content.text(text)), version));
  }

  private Version store(String key, Content content) {
    Entry before = entries.get(key);
    Lineage lineage = before == null ? Lineage.absent() : before.version.lineage();
    String id = String.format("write%07d", ++writes);
    Version version = Version.of("v" + writes, lineage.plus(id));
    entries.put(key, new Entry(content, bytes(content), version));
    return version;
  }

  private synchronized Entry entry(String key) {
    requests.incrementAndGet();
    return entries.get(key);
  }

  private ObjectInfo info(String key, Entry entry) {
    return new ObjectInfo(
            key, entry.version, entry.bytes.length, Instant.EPOCH, entry.content.attributes())
        .withFreshness(freshness);
  }

  @Override
  public Fetched fetch(String key, ReadCondition condition, ByteRange range, Deadline deadline) {
    Entry entry = entry(key);
    afterRead.run();
    if (entry == null) {
      return new Fetched.Absent();
    }
    if (condition instanceof ReadCondition.IfChanged c && c.version().equals(entry.version)) {
      return new Fetched.Unchanged(freshness);
    }
    if (condition instanceof ReadCondition.IfMatches m && !m.version().equals(entry.version)) {
      throw ConflictException.changed(key, m.version(), entry.version);
    }
    bodies.incrementAndGet();
    int from = range == null ? 0 : (int) Math.min(range.offset(), entry.bytes.length);
    int to =
        range == null
            ? entry.bytes.length
            : (int) Math.min(entry.bytes.length - 1L, range.lastByte()) + 1;
    ByteArrayInputStream in = new ByteArrayInputStream(entry.bytes, from, Math.max(0, to - from));
    return new Fetched.Found(new ObjectStream(info(key, entry), in), Stamp.none());
  }

  @Override
  public Optional<ObjectInfo> head(String key, Deadline deadline) {
    return Optional.ofNullable(entry(key)).map(e -> info(key, e));
  }

  @Override
  public Version put(String key, Content content, Precondition precondition, Deadline deadline) {
    Version version;
    synchronized (this) {
      requests.incrementAndGet();
      Entry there = entries.get(key);
      if (precondition instanceof Precondition.Matches m
          && (there == null || !there.version.equals(m.version()))) {
        throw ConflictException.changed(key, m.version(), there == null ? null : there.version);
      }
      version = store(key, content);
    }
    afterWrite.run();
    return version;
  }

  private static byte[] bytes(Content content) {
    try {
      return content.body().open().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized Removal delete(String key, Precondition precondition, Deadline deadline) {
    return entries.remove(key) == null ? Removal.ALREADY_ABSENT : Removal.REMOVED;
  }

  @Override
  public Version copy(String from, String to, Precondition precondition, Deadline deadline) {
    throw new UnsupportedOperationException();
  }

  @Override
  public synchronized ListPage list(ListQuery query, String continuation, Deadline deadline) {
    List<ListEntry> all =
        entries.entrySet().stream()
            .<ListEntry>map(
                e ->
                    new ListEntry.ObjectEntry(
                        e.getKey(),
                        Version.of(e.getValue().version.token(), Lineage.unknown()),
                        e.getValue().bytes.length,
                        Instant.EPOCH))
            .toList();
    return new ListPage(all, null);
  }

  @Override
  public Location location() {
    return Location.data("mem:scripted");
  }

  @Override
  public Guarantees guarantees() {
    return Guarantees.all();
  }

  @Override
  public void close() {}
}
