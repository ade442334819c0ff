package dev.etagere.quorum.store;

import dev.etagere.core.ByteRange;
import dev.etagere.core.ConflictException;
import dev.etagere.core.CorruptException;
import dev.etagere.core.Freshness;
import dev.etagere.core.Lineage;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.ObjectStream;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.Fetched;
import dev.etagere.core.spi.ReadCondition;
import dev.etagere.core.spi.Stamp;
import dev.etagere.quorum.Answer;
import dev.etagere.quorum.Payload;
import dev.etagere.quorum.State;
import dev.etagere.quorum.Task;
import dev.etagere.quorum.Value;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads: of a majority, or of the nearest location alone. */
final class QuorumReads {
  private final List<Site> sites;
  private final Driver driver;
  private final Blobs blobs;
  private final QuorumPolicy.Reads mode;

  QuorumReads(List<Site> sites, Driver driver, Blobs blobs, QuorumPolicy.Reads mode) {
    this.sites = sites;
    this.driver = driver;
    this.blobs = blobs;
    this.mode = mode;
  }

  QuorumReads with(QuorumPolicy.Reads other) {
    return new QuorumReads(sites, driver, blobs, other);
  }

  /**
   * A state, and where it comes from.
   *
   * @param freshness whether there may be something newer
   */
  record Seen(State state, Freshness freshness) {}

  Optional<ObjectInfo> head(String key, Deadline deadline) {
    Seen seen = read(key, deadline);
    Value value = seen.state().value();
    return value == null ? Optional.empty() : Optional.of(info(key, seen, value));
  }

  Fetched fetch(String key, ReadCondition condition, @Nullable ByteRange range, Deadline deadline) {
    if (mode == QuorumPolicy.Reads.LOCAL && condition instanceof ReadCondition.IfMatches) {
      // What one location holds may never have been acknowledged.
      return with(QuorumPolicy.Reads.LINEARIZABLE).fetch(key, condition, range, deadline);
    }
    Seen seen = read(key, deadline);
    Value value = seen.state().value();
    if (value == null) {
      return new Fetched.Absent();
    }
    Version version = QuorumBackend.version(seen.state().token());
    if (condition instanceof ReadCondition.IfMatches same && !same.version().equals(version)) {
      throw ConflictException.changed(key, same.version(), version);
    }
    if (condition instanceof ReadCondition.IfChanged known && known.version().equals(version)) {
      return new Fetched.Unchanged(seen.freshness());
    }
    ObjectInfo info = info(key, seen, value);
    Stamp stamp = new Stamp(Lineage.unknown(), value.checksum(), 0);
    if (value.payload() instanceof Payload.Blob blob) {
      Fetched.Found found = blobs.open(key, blob.name(), range, deadline);
      return found == null
          ? withoutBlob(key, seen, condition, range, deadline)
          : new Fetched.Found(new ObjectStream(info, found.stream()), stamp, found.breakOff());
    }
    return new Fetched.Found(new ObjectStream(info, inline(value, range)), stamp);
  }

  private static ByteArrayInputStream inline(Value value, @Nullable ByteRange range) {
    byte[] bytes = value.payload() instanceof Payload.Inline inline ? inline.bytes() : new byte[0];
    long from = range == null ? 0 : Math.min(range.offset(), bytes.length);
    long last = range == null ? Long.MAX_VALUE : range.lastByte();
    long length = Math.min(bytes.length - 1, last) + 1 - from;
    return new ByteArrayInputStream(bytes, (int) from, (int) Math.max(0, length));
  }

  /** It was replaced, and its blob removed, while it was read: what is there now is read anew. */
  private Fetched withoutBlob(
      String key,
      Seen seen,
      ReadCondition condition,
      @Nullable ByteRange range,
      Deadline deadline) {
    QuorumReads again = with(QuorumPolicy.Reads.LINEARIZABLE);
    State now = again.read(key, deadline).state();
    boolean same = Objects.equals(now.value(), seen.state().value());
    if (!same || seen.freshness().possiblyStale()) {
      return again.fetch(key, condition, range, deadline);
    }
    throw new CorruptException(
        key,
        "'"
            + key
            + "' at version "
            + QuorumBackend.version(now.token())
            + " has lost its content: no location holds the object it is in; write it again",
        null);
  }

  private static ObjectInfo info(String key, Seen seen, Value value) {
    return new ObjectInfo(
            key,
            QuorumBackend.version(seen.state().token()),
            value.size(),
            value.modified(),
            value.attributes())
        .withFreshness(seen.freshness());
  }

  /** The state of a key: there is always one, if only that it was never written. */
  Seen read(String key, Deadline deadline) {
    if (mode == QuorumPolicy.Reads.LOCAL) {
      Seen near = nearest(key, deadline);
      if (near != null) {
        return near;
      }
    }
    Driver.Ended ended = driver.run(key, new Task.Read(), deadline);
    if (ended.answer() instanceof Answer.Current current) {
      return new Seen(current.state(), Freshness.current());
    }
    throw Outcomes.failure(key, "read of '" + key + "'", ended, sites, deadline);
  }

  /** What the nearest location with data holds; {@code null} if that is nothing, or no answer. */
  private @Nullable Seen nearest(String key, Deadline deadline) {
    Site nearest = sites.stream().filter(Site::holdsData).min(Site.NEAREST_FIRST).orElseThrow();
    State state = driver.peek(nearest, key, deadline);
    return state == null || !state.isPresent() || state.isHollow()
        ? null
        : new Seen(state, new Freshness.PossiblyStale(nearest.location()));
  }
}
