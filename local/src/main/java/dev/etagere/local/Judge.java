package dev.etagere.local;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The one place where conditions are judged; its callers hold the state still while it does. */
final class Judge {
  private Judge() {}

  /** Of a write, as AWS documents it: a missing object fails {@code If-Match} with NoSuchKey. */
  static void write(If condition, String key, @Nullable ObjectFacts current) {
    if (condition instanceof If.Absent && current != null) {
      throw new EngineException(
          ErrorCode.PRECONDITION_FAILED, "'" + key + "' exists", current, null);
    }
    if (condition instanceof If.Matches matches) {
      if (current == null) {
        throw EngineException.noSuchKey(key);
      }
      if (!holds(matches.etags(), current)) {
        throw new EngineException(
            ErrorCode.PRECONDITION_FAILED,
            "'" + key + "' has the ETag " + current.etag() + " and none of those asked for",
            current,
            null);
      }
    }
  }

  /** Of a read. */
  static void read(ReadIf condition, ObjectFacts current) {
    if (failsMatch(condition, current)) {
      throw failed(ErrorCode.PRECONDITION_FAILED, current);
    }
    if (isKnown(condition, current)) {
      throw failed(ErrorCode.NOT_MODIFIED, current);
    }
  }

  /** Of the source of a copy, where "not modified" is a failure like any other. */
  static void source(ReadIf condition, ObjectFacts current) {
    if (failsMatch(condition, current) || isKnown(condition, current)) {
      throw failed(ErrorCode.PRECONDITION_FAILED, current);
    }
  }

  private static boolean failsMatch(ReadIf condition, ObjectFacts current) {
    if (condition.matches() != null) {
      return !holds(condition.matches(), current);
    }
    Instant limit = condition.unmodifiedSince();
    return limit != null && toSecond(current).isAfter(limit);
  }

  private static boolean isKnown(ReadIf condition, ObjectFacts current) {
    if (condition.noneMatch() != null) {
      return holds(condition.noneMatch(), current);
    }
    Instant limit = condition.modifiedSince();
    return limit != null && !toSecond(current).isAfter(limit);
  }

  private static boolean holds(List<String> etags, ObjectFacts current) {
    return etags.contains("*") || etags.contains(current.etag());
  }

  /** HTTP's dates have no fractions: a client sends back what it was told. */
  private static Instant toSecond(ObjectFacts current) {
    return current.lastModified().truncatedTo(ChronoUnit.SECONDS);
  }

  private static EngineException failed(ErrorCode code, ObjectFacts current) {
    return new EngineException(
        code, "'" + current.key() + "' has the ETag " + current.etag(), current, null);
  }
}
