package dev.etagere.local;

import dev.etagere.core.Ambient;
import dev.etagere.core.ByteRange;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.Guarantees;
import dev.etagere.core.ListEntry;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.ObjectStream;
import dev.etagere.core.Precondition;
import dev.etagere.core.Removal;
import dev.etagere.core.TransferListener;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.Fetched;
import dev.etagere.core.spi.Keys;
import dev.etagere.core.spi.ListPage;
import dev.etagere.core.spi.ReadCondition;
import dev.etagere.core.spi.SingleRequests;
import dev.etagere.core.spi.StoreBackend;
import dev.etagere.core.spi.ToldStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.jspecify.annotations.Nullable;

/** A store over one bucket of an engine, or the part of it under a prefix. */
final class LocalBackend implements StoreBackend {
  private final Location location;
  private final LocalEngine engine;
  private final Runnable release;
  private final String bucket;
  private final String prefix;
  private final Stamping stamping;

  /**
   * A store.
   *
   * @param release gives the engine back
   */
  LocalBackend(
      Location location,
      LocalEngine engine,
      Runnable release,
      String bucket,
      String prefix,
      Ambient ambient) {
    this.location = location;
    this.engine = engine;
    this.release = release;
    this.bucket = bucket;
    this.prefix = prefix;
    this.stamping = new Stamping(ambient);
  }

  @Override
  public Location location() {
    return location;
  }

  @Override
  public Guarantees guarantees() {
    return Guarantees.all();
  }

  @Override
  public Optional<ObjectInfo> head(String key, Deadline deadline) {
    String whole = Keys.require(prefix, key);
    try {
      ObjectFacts facts = engine.objects().head(bucket, whole, null, ReadIf.always(), deadline);
      return Optional.of(Stamping.info(key, facts));
    } catch (EngineException e) {
      if (e.code() == ErrorCode.NO_SUCH_KEY) {
        return Optional.empty();
      }
      throw Meanings.of(location, key, e);
    }
  }

  @Override
  public Fetched fetch(
      String key, ReadCondition condition, @Nullable ByteRange range, Deadline deadline) {
    String whole = Keys.require(prefix, key);
    Range wanted = range == null ? null : Range.of(range.offset(), range.lastByte());
    try {
      OpenedObject opened =
          engine
              .objects()
              .open(
                  bucket, whole, null, readIf(condition), Judge::read, Range.of(wanted), deadline);
      return found(key, opened.facts(), opened.body());
    } catch (EngineException e) {
      return unread(key, condition, e);
    } catch (IOException e) {
      throw Meanings.of(location, key, Failures.ofRead(e));
    }
  }

  private static ReadIf readIf(ReadCondition condition) {
    if (condition instanceof ReadCondition.IfMatches same) {
      return ReadIf.matches(same.version().token());
    }
    return condition instanceof ReadCondition.IfChanged other
        ? ReadIf.noneMatch(other.version().token())
        : ReadIf.always();
  }

  private static Fetched found(String key, ObjectFacts facts, InputStream body) {
    ObjectInfo info = Stamping.info(key, facts);
    return new Fetched.Found(new ObjectStream(info, body), Stamping.of(facts));
  }

  private Fetched unread(String key, ReadCondition condition, EngineException e) {
    return switch (e.code()) {
      case NO_SUCH_KEY -> new Fetched.Absent();
      case NOT_MODIFIED -> new Fetched.Unchanged();
      case INVALID_RANGE -> found(key, there(e), InputStream.nullInputStream());
      case PRECONDITION_FAILED -> {
        Version expected = ((ReadCondition.IfMatches) condition).version();
        throw ConflictException.changed(key, expected, Stamping.version(there(e)));
      }
      default -> throw Meanings.of(location, key, e);
    };
  }

  @Override
  public Version put(String key, Content content, Precondition precondition, Deadline deadline) {
    return put(key, content, precondition, TransferListener.none(), deadline);
  }

  @Override
  public Version put(
      String key,
      Content content,
      Precondition precondition,
      TransferListener listener,
      Deadline deadline) {
    String whole = Keys.require(prefix, key);
    String writeId = stamping.newId();
    CRC32C crc = new CRC32C();
    // The engine asks for the headers when it has read the body, so the checksum is complete then.
    HeadersOf headers = current -> stamping.of(content, crc, current, writeId);
    try (InputStream body = new CheckedInputStream(content.body().open(), crc)) {
      PutRequest request =
          PutRequest.of(headers).onlyIf(writeIf(precondition)).withLength(content.body().length());
      InputStream bounded = new BoundedStream(new ToldStream(body, listener), key, deadline);
      ObjectFacts written = engine.objects().put(bucket, whole, bounded, request, () -> deadline);
      return Stamping.version(written);
    } catch (EngineException e) {
      throw Meanings.ofWrite(location, key, precondition, e);
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw Meanings.of(location, key, Interrupts.again(e));
      }
      throw new UncheckedIOException("cannot read what is to be stored at '" + key + "'", e);
    }
  }

  private static If writeIf(Precondition precondition) {
    if (precondition instanceof Precondition.Matches matches) {
      return If.matches(matches.version().token());
    }
    return precondition instanceof Precondition.Absent ? If.absent() : If.none();
  }

  @Override
  public Removal delete(String key, Precondition precondition, Deadline deadline) {
    String whole = Keys.require(prefix, key);
    try {
      Deleted deleted =
          engine.objects().delete(bucket, whole, null, writeIf(precondition), deadline);
      return deleted.existed() ? Removal.REMOVED : Removal.ALREADY_ABSENT;
    } catch (EngineException e) {
      if (e.code() == ErrorCode.NO_SUCH_KEY) {
        return Removal.ALREADY_ABSENT;
      }
      throw Meanings.ofWrite(location, key, precondition, e);
    }
  }

  @Override
  public Version copy(String from, String to, Precondition precondition, Deadline deadline) {
    String source = Keys.require(prefix, from);
    String target = Keys.require(prefix, to);
    String writeId = stamping.newId();
    try {
      CopyRequest request =
          CopyRequest.of(bucket, source, bucket, target)
              .onlyIf(writeIf(precondition))
              .withHeaders((there, current) -> Stamping.ofCopy(there, current, writeId));
      return Stamping.version(engine.objects().copy(request, deadline));
    } catch (EngineException e) {
      throw Meanings.ofCopy(location, from, to, precondition, e);
    }
  }

  @Override
  public ListPage list(ListQuery query, @Nullable String continuation, Deadline deadline) {
    String after = continuation == null ? query.startAfter() : continuation;
    ListRequest request =
        ListRequest.all()
            .under(prefix + query.prefix())
            .delimitedBy(query.delimiter() == null ? "" : query.delimiter())
            .after(after == null ? null : prefix + after)
            .atMost(query.pageSize());
    try {
      ListedPage<ObjectFacts> page =
          engine.storage().read(deadline, tables -> Lister.objects(tables, bucket, request));
      List<ListEntry> entries = page.lines().stream().map(this::entry).toList();
      String next = page.next();
      return new ListPage(entries, next == null ? null : next.substring(prefix.length()));
    } catch (EngineException e) {
      throw Meanings.of(location, null, e);
    }
  }

  private ListEntry entry(ListedPage.Line<ObjectFacts> line) {
    String name = line.name().substring(prefix.length());
    ObjectFacts object = line.item();
    return object == null
        ? new ListEntry.CommonPrefix(name)
        : new ListEntry.ObjectEntry(
            name, Stamping.listed(object), object.size(), object.lastModified());
  }

  @Override
  public <T> @Nullable T edge(Class<T> type) {
    return type == SingleRequests.class
        ? type.cast(new LocalSingleRequests(location, engine, bucket, prefix))
        : type.isInstance(engine) ? type.cast(engine) : null;
  }

  @Override
  public void close() {
    release.run();
  }

  private static ObjectFacts there(EngineException e) {
    return Objects.requireNonNull(e.current());
  }
}
