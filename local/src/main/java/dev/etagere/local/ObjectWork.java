package dev.etagere.local;

import dev.etagere.core.Ambient;
import dev.etagere.core.spi.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Objects: each method is one transaction. */
final class ObjectWork {
  private final Storage storage;
  private final Ambient ambient;
  private final Bodies bodies;

  ObjectWork(Storage storage, Ambient ambient) {
    this.storage = storage;
    this.ambient = ambient;
    this.bodies = new Bodies(storage);
  }

  ObjectFacts put(
      String bucket, String key, InputStream body, PutRequest request, Supplier<Deadline> patience)
      throws IOException {
    Names.key(key);
    storage.read(patience.get(), tables -> Buckets.require(tables, bucket));
    try (Bodies.Taken taken = bodies.take(body, request, patience)) {
      return commit(taken, patience.get(), tables -> put(tables, bucket, key, taken, request));
    }
  }

  private ObjectFacts put(
      Tables tables, String bucket, String key, Bodies.Taken taken, PutRequest request) {
    long id = Buckets.require(tables, bucket);
    ObjectFacts current = tables.object(id, key);
    Judge.write(request.condition(), key, current);
    taken.spool().confirm();
    Headers headers = Names.headers(request.headers().on(current));
    ObjectFacts written = facts(tables, key, taken.etag(), taken.size(), headers);
    tables.putObject(id, written, taken.pieces());
    return written;
  }

  /** Runs a write and tells the body what became of it. */
  <T> T commit(Bodies.Taken taken, Deadline deadline, Function<Tables, T> work) {
    try {
      T result = storage.write(deadline, work);
      taken.spool().committed(true);
      return result;
    } catch (EngineException e) {
      if (e.code() == ErrorCode.OUTCOME_UNKNOWN) {
        taken.spool().committed(false);
      }
      throw e;
    }
  }

  ObjectFacts facts(Tables tables, String key, String etag, long size, Headers headers) {
    return new ObjectFacts(key, etag, size, now(), headers, tables.nextSequence());
  }

  Instant now() {
    return ambient.now().truncatedTo(ChronoUnit.MILLIS);
  }

  ObjectFacts head(String bucket, String key, ReadIf condition, Deadline deadline) {
    return storage.read(
        deadline,
        tables -> {
          ObjectFacts facts = require(tables, Buckets.require(tables, bucket), key);
          Judge.read(condition, facts);
          return facts;
        });
  }

  OpenedObject open(
      String bucket,
      String key,
      ReadIf condition,
      BiConsumer<ReadIf, ObjectFacts> judge,
      @Nullable Range range,
      Deadline deadline)
      throws IOException {
    long lost = -1;
    while (true) {
      Found found = find(bucket, key, facts -> judge.accept(condition, facts), deadline);
      ObjectFacts facts = found.facts();
      Range.Slice slice = range == null ? new Range.Slice(0, facts.size()) : range.in(facts);
      InputStream body = bodies.open(found.body(), slice);
      if (body != null) {
        return new OpenedObject(facts, slice.offset(), slice.length(), body);
      }
      // A body goes after the object has changed: it was replaced meanwhile, and there is a newer
      // one.
      requireNewer(facts, lost, deadline);
      lost = facts.sequence();
    }
  }

  private static void requireNewer(ObjectFacts facts, long lost, Deadline deadline) {
    if (facts.sequence() == lost) {
      throw new EngineException(
          ErrorCode.CORRUPT, "'" + facts.key() + "' is damaged: a file with its bytes is missing");
    }
    if (deadline.passed()) {
      throw new EngineException(
          ErrorCode.BUSY, "'" + facts.key() + "' was replaced faster than it could be opened");
    }
  }

  private record Found(ObjectFacts facts, List<Piece> body) {}

  private Found find(String bucket, String key, Consumer<ObjectFacts> judge, Deadline deadline) {
    return storage.read(
        deadline,
        tables -> {
          long id = Buckets.require(tables, bucket);
          ObjectFacts facts = require(tables, id, key);
          judge.accept(facts);
          return new Found(facts, tables.body(id, key));
        });
  }

  private static ObjectFacts require(Tables tables, long bucket, String key) {
    ObjectFacts facts = tables.object(bucket, key);
    if (facts == null) {
      throw EngineException.noSuchKey(key);
    }
    return facts;
  }

  boolean delete(String bucket, String key, If condition, Deadline deadline) {
    return storage.write(
        deadline,
        tables -> {
          long id = Buckets.require(tables, bucket);
          ObjectFacts current = tables.object(id, key);
          Judge.write(condition, key, current);
          if (current != null) {
            tables.nextSequence();
            tables.removeObject(id, key);
          }
          return current != null;
        });
  }

  ObjectFacts copy(CopyRequest request, Deadline deadline) {
    Names.key(request.toKey());
    return storage.write(deadline, tables -> copy(tables, request));
  }

  private ObjectFacts copy(Tables tables, CopyRequest request) {
    long from = Buckets.require(tables, request.fromBucket());
    long to = Buckets.require(tables, request.toBucket());
    ObjectFacts source = tables.object(from, request.fromKey());
    if (source == null) {
      throw EngineException.noSuchKey(request.fromKey()).onSource();
    }
    Judge.source(request.sourceIf(), source);
    ObjectFacts current = tables.object(to, request.toKey());
    Judge.write(request.condition(), request.toKey(), current);
    Headers headers = Names.headers(request.headers().on(source, current));
    ObjectFacts copy = facts(tables, request.toKey(), source.etag(), source.size(), headers);
    tables.putObject(to, copy, tables.body(from, request.fromKey()));
    return copy;
  }
}
