package dev.etagere.core.spi;

import dev.etagere.core.Attributes;
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
import dev.etagere.core.UnsupportedException;
import dev.etagere.core.Version;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** A location in memory whose next steps a test can script. */
final class FakeBackend implements StoreBackend {
  private final TreeMap<String, Entry> entries = new TreeMap<>();
  private final Deque<Runnable> beforePuts = new ArrayDeque<>();
  private final Deque<UnaryOperator<InputStream>> bodies = new ArrayDeque<>();
  private final List<Content> written = new ArrayList<>();
  private final Deque<Runnable> afterPuts = new ArrayDeque<>();
  private Runnable beforeEveryPut = () -> {};
  private UnaryOperator<InputStream> everyBody = in -> in;
  private Freshness freshness = Freshness.current();
  private final List<Duration> limits = new ArrayList<>();
  private int fetches;
  private int open;
  private int ids;
  private boolean closed;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Entry(byte[] bytes, Attributes attributes, Version version, Stamp stamp) {}

  /** What each fetch was given. */
  synchronized List<Duration> limits() {
    return List.copyOf(limits);
  }

  /** From now on reads are told by a location that may be behind. */
  synchronized void becomeStale() {
    freshness = new Freshness.PossiblyStale(location());
  }

  synchronized void becomeCurrent() {
    freshness = Freshness.current();
  }

  /** Runs before the next put that no other was given for. */
  synchronized void beforeNextPut(Runnable action) {
    beforePuts.add(action);
  }

  /** Runs after the next put took effect, before it is told. */
  synchronized void afterNextPut(Runnable action) {
    afterPuts.add(action);
  }

  synchronized void beforeEveryPut(Runnable action) {
    beforeEveryPut = action;
  }

  /** What becomes of the body of the next read that no other was given for. */
  synchronized void nextBody(UnaryOperator<InputStream> change) {
    bodies.add(change);
  }

  synchronized void everyBody(UnaryOperator<InputStream> change) {
    everyBody = change;
  }

  /** Another process writes. */
  synchronized Version set(String key, String text) {
    return set(key, text.getBytes(StandardCharsets.UTF_8), 0);
  }

  /** Another process writes, in parts of this size if it is above zero. */
  synchronized Version set(String key, byte[] bytes, long partSize) {
    Entry before = entries.get(key);
    Lineage lineage = before == null ? Lineage.absent() : before.version.lineage();
    String token = partSize > 0 ? tokenOfParts(bytes, (int) partSize) : token(bytes);
    Version version = Version.of(token, lineage.plus(nextId()));
    String checksum = partSize > 0 ? null : Checksums.crc32c(bytes);
    Stamp stamp = new Stamp(version.lineage(), checksum, partSize);
    entries.put(key, new Entry(bytes, Attributes.ofType("text/plain"), version, stamp));
    return version;
  }

  /** Another process writes something without a stamp. */
  synchronized void setForeign(String key, byte[] bytes) {
    Version version = Version.of(token(bytes), Lineage.unknown());
    entries.put(key, new Entry(bytes, Attributes.ofType("text/plain"), version, Stamp.none()));
  }

  /** The same object beside a stamp that tells of other parts. */
  synchronized void restamp(String key, long partSize) {
    Entry e = entries.get(key);
    Stamp stamp = new Stamp(e.stamp.lineage(), e.stamp.checksum(), partSize);
    entries.put(key, new Entry(e.bytes, e.attributes, e.version, stamp));
  }

  synchronized void remove(String key) {
    entries.remove(key);
  }

  synchronized String text(String key) {
    return new String(entries.get(key).bytes, StandardCharsets.UTF_8);
  }

  synchronized boolean holds(String key) {
    return entries.containsKey(key);
  }

  synchronized List<Content> written() {
    return List.copyOf(written);
  }

  synchronized int fetches() {
    return fetches;
  }

  /** How many bodies were handed out and not closed. */
  synchronized int openBodies() {
    return open;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public Location location() {
    return Location.data("mem:fake");
  }

  @Override
  public Guarantees guarantees() {
    return Guarantees.all();
  }

  @Override
  public synchronized Optional<ObjectInfo> head(String key, Deadline deadline) {
    return Optional.ofNullable(entries.get(key)).map(e -> info(key, e));
  }

  @Override
  public synchronized Fetched fetch(
      String key, ReadCondition condition, ByteRange range, Deadline deadline) {
    fetches++;
    limits.add(deadline.length());
    Entry entry = entries.get(key);
    if (entry == null) {
      return new Fetched.Absent();
    }
    if (condition instanceof ReadCondition.IfMatches c && !c.version().equals(entry.version)) {
      throw ConflictException.changed(key, c.version(), entry.version);
    }
    if (condition instanceof ReadCondition.IfChanged c && c.version().equals(entry.version)) {
      return new Fetched.Unchanged(freshness);
    }
    UnaryOperator<InputStream> change = bodies.isEmpty() ? everyBody : bodies.remove();
    InputStream body = change.apply(new ByteArrayInputStream(cut(entry.bytes, range)));
    open++;
    return new Fetched.Found(new ObjectStream(info(key, entry), counted(body)), entry.stamp);
  }

  private InputStream counted(InputStream body) {
    return new java.io.FilterInputStream(body) {
      private boolean done;

      @Override
      public void close() throws IOException {
        synchronized (FakeBackend.this) {
          open -= done ? 0 : 1;
          done = true;
        }
        super.close();
      }
    };
  }

  private static byte[] cut(byte[] bytes, ByteRange range) {
    if (range == null) {
      return bytes;
    }
    int from = (int) Math.min(bytes.length, range.offset());
    int to = (int) Math.min(bytes.length - 1L, range.lastByte()) + 1;
    return Arrays.copyOfRange(bytes, from, Math.max(from, to));
  }

  @Override
  public Version put(String key, Content content, Precondition precondition, Deadline deadline) {
    Runnable before;
    synchronized (this) {
      before = beforePuts.isEmpty() ? beforeEveryPut : beforePuts.remove();
    }
    before.run();
    Version version = putNow(key, content, precondition);
    Runnable after;
    synchronized (this) {
      after = afterPuts.isEmpty() ? () -> {} : afterPuts.remove();
    }
    after.run();
    return version;
  }

  private synchronized Version putNow(String key, Content content, Precondition precondition) {
    if (content.acl() != null && content.acl().equals("refused")) {
      throw new UnsupportedException(key, "no such ACL here", null);
    }
    Entry entry = entries.get(key);
    Version there = entry == null ? null : entry.version;
    if (precondition instanceof Precondition.Absent && there != null) {
      throw ConflictException.exists(key, there);
    }
    if (precondition instanceof Precondition.Matches m && !m.version().equals(there)) {
      throw ConflictException.changed(key, m.version(), there);
    }
    byte[] bytes = bytes(content);
    Lineage lineage = there == null ? Lineage.absent() : there.lineage();
    Version version = Version.of(token(bytes), lineage.plus(nextId()));
    Stamp stamp = new Stamp(version.lineage(), Checksums.crc32c(bytes), 0);
    entries.put(key, new Entry(bytes, content.attributes(), version, stamp));
    written.add(content);
    return version;
  }

  private static byte[] bytes(Content content) {
    try (InputStream in = content.body().open()) {
      return in.readAllBytes();
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
    List<ListEntry> all = new ArrayList<>();
    entries.forEach(
        (key, e) ->
            all.add(new ListEntry.ObjectEntry(key, e.version, e.bytes.length, Instant.EPOCH)));
    return new ListPage(all, null);
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  private String nextId() {
    return String.format("fake%07d", ++ids);
  }

  private ObjectInfo info(String key, Entry entry) {
    return new ObjectInfo(key, entry.version, entry.bytes.length, Instant.EPOCH, entry.attributes)
        .withFreshness(freshness);
  }

  private static String token(byte[] bytes) {
    return Checksums.etag(Checksums.md5().digest(bytes));
  }

  static String tokenOfParts(byte[] bytes, int partSize) {
    List<byte[]> digests = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += partSize) {
      int to = Math.min(bytes.length, from + partSize);
      digests.add(Checksums.md5().digest(Arrays.copyOfRange(bytes, from, to)));
    }
    return Checksums.ofParts(digests);
  }
}
