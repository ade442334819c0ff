package dev.etagere.local;

import dev.etagere.core.Ambient;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Ids of versions: the time of the write, so that one is found without a search, and what makes it
 * unique. To a client they are opaque.
 */
final class VersionIds {
  /** The id of a version written while the bucket gave out none. */
  static final String NULL = "null";

  private static final Pattern FORM = Pattern.compile("([0-9a-f]{12})\\.[0-9A-Za-z]{8,40}");

  private VersionIds() {}

  static String next(Instant modified, long sequence, Ambient ambient) {
    return String.format("%012x", modified.toEpochMilli())
        + '.'
        + ambient.newWriteId()
        // Unique in this engine even where a test's randomness repeats itself.
        + Long.toString(sequence, Character.MAX_RADIX);
  }

  /** Whether it could be one at all; if not, S3 calls it invalid and not missing. */
  static boolean isValid(String id) {
    return id.equals(NULL) || FORM.matcher(id).matches();
  }

  /** The time in an id, or {@code null} if it is not one of these. */
  static @Nullable Instant timeOf(String id) {
    Matcher matcher = FORM.matcher(id);
    return matcher.matches() ? Instant.ofEpochMilli(Long.parseLong(matcher.group(1), 16)) : null;
  }

  /** The id under which a version is kept. */
  static String of(ObjectFacts version) {
    String id = version.versionId();
    return id == null ? NULL : id;
  }

  /** Whether one version is newer than another: by time, and by id where that is the same. */
  static boolean isNewer(ObjectFacts one, ObjectFacts other) {
    int order = one.lastModified().compareTo(other.lastModified());
    return order == 0 ? of(one).compareTo(of(other)) > 0 : order > 0;
  }
}
