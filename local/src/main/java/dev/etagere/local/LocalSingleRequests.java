package dev.etagere.local;

import dev.etagere.core.ConflictException;
import dev.etagere.core.Lineage;
import dev.etagere.core.Location;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.Precondition;
import dev.etagere.core.TooLargeException;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.Keys;
import dev.etagere.core.spi.SingleRequests;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Requests to one bucket of an engine, which either does a thing at once or not at all. */
final class LocalSingleRequests implements SingleRequests {
  private final Location location;
  private final LocalEngine engine;
  private final String bucket;
  private final String prefix;

  LocalSingleRequests(Location location, LocalEngine engine, String bucket, String prefix) {
    this.location = location;
    this.engine = engine;
    this.bucket = bucket;
    this.prefix = prefix;
  }

  @Override
  public void requireKey(String key) {
    Keys.require(prefix, key);
  }

  @Override
  public @Nullable Stored get(String key, int maxBytes, Deadline deadline) {
    String whole = Keys.require(prefix, key);
    try (OpenedObject opened =
        engine
            .objects()
            .open(bucket, whole, null, ReadIf.always(), Judge::read, Range.of(null), deadline)) {
      if (opened.length() > maxBytes) {
        throw new TooLargeException(
            key,
            "'"
                + key
                + "' at "
                + location
                + " has "
                + opened.length()
                + " bytes, and at most "
                + maxBytes
                + " were expected",
            null);
      }
      return new Stored(opened.body().readAllBytes(), opened.facts().etag());
    } catch (EngineException e) {
      if (e.code() == ErrorCode.NO_SUCH_KEY) {
        return null;
      }
      throw Meanings.of(location, key, e);
    } catch (IOException e) {
      throw Meanings.of(location, key, Failures.ofRead(e));
    }
  }

  @Override
  public String put(String key, byte[] bytes, @Nullable String etag, Deadline deadline) {
    String whole = Keys.require(prefix, key);
    Precondition precondition = etag == null ? Precondition.absent() : matches(etag);
    PutRequest request =
        PutRequest.of(Headers.none())
            .onlyIf(etag == null ? If.absent() : If.matches(etag))
            .withLength(bytes.length);
    try {
      return engine
          .objects()
          .put(bucket, whole, new ByteArrayInputStream(bytes), request, () -> deadline)
          .etag();
    } catch (EngineException e) {
      throw Meanings.ofWrite(location, key, precondition, e);
    } catch (IOException e) {
      throw new OutcomeUnknownException(
          key, "whether '" + key + "' was written at " + location + " is not known", e);
    }
  }

  @Override
  public void delete(String key, String etag, Deadline deadline) {
    String whole = Keys.require(prefix, key);
    try {
      if (!engine.objects().delete(bucket, whole, null, If.matches(etag), deadline).existed()) {
        throw ConflictException.gone(key, matches(etag).version());
      }
    } catch (EngineException e) {
      throw Meanings.ofWrite(location, key, matches(etag), e);
    }
  }

  private static Precondition.Matches matches(String etag) {
    return new Precondition.Matches(Version.of(etag, Lineage.unknown()));
  }
}
