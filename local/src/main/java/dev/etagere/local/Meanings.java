package dev.etagere.local;

import dev.etagere.core.AbsentException;
import dev.etagere.core.AccessException;
import dev.etagere.core.ConflictException;
import dev.etagere.core.CorruptException;
import dev.etagere.core.Location;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.Precondition;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.UnsupportedException;
import org.jspecify.annotations.Nullable;

/** What the engine's errors mean to the user of a store. */
final class Meanings {
  private Meanings() {}

  /** Of anything but a condition. */
  static RuntimeException of(Location location, @Nullable String key, EngineException e) {
    String message = message(location, e);
    return switch (e.code()) {
      case NO_SUCH_BUCKET, ACCESS_DENIED -> new AccessException(key, message, e);
      case BUSY, INTERRUPTED, DISK_FULL, INTERNAL_ERROR ->
          new UnavailableException(key, message, e);
      case OUTCOME_UNKNOWN -> new OutcomeUnknownException(key, message, e);
      case CORRUPT -> new CorruptException(key, message, e);
      case NEWER_FORMAT -> new UnsupportedException(key, message, e);
      case PRECONDITION_FAILED, NOT_MODIFIED, NO_SUCH_KEY ->
          new IllegalStateException("nobody asked: " + message, e);
      default -> new IllegalArgumentException(message, e);
    };
  }

  /** Names the location once: the engine's own words often name its directory. */
  private static String message(Location location, EngineException e) {
    String said = String.valueOf(e.getMessage());
    boolean named =
        location.scheme().equals(LocalProvider.FILE)
            && said.contains(LocalProvider.directory(location).toString());
    return named ? said : location + ": " + said;
  }

  /** Of a write on a condition. */
  static RuntimeException ofWrite(
      Location location, String key, Precondition precondition, EngineException e) {
    ObjectFacts current = e.current();
    if (e.code() == ErrorCode.PRECONDITION_FAILED && current != null) {
      return precondition instanceof Precondition.Matches matches
          ? ConflictException.changed(key, matches.version(), Stamping.version(current))
          : ConflictException.exists(key, Stamping.version(current));
    }
    return e.code() == ErrorCode.NO_SUCH_KEY && precondition instanceof Precondition.Matches matches
        ? ConflictException.gone(key, matches.version())
        : of(location, key, e);
  }

  /** Of a copy, which has two keys to be missing. */
  static RuntimeException ofCopy(
      Location location, String from, String to, Precondition precondition, EngineException e) {
    if (e.code() == ErrorCode.NO_SUCH_KEY && e.isOfSource()) {
      return new AbsentException(
          from, "'" + from + "' does not exist, there is nothing to copy to '" + to + "'", e);
    }
    return ofWrite(location, to, precondition, e);
  }
}
