package dev.etagere.s3;

import dev.etagere.core.Version;
import org.jspecify.annotations.Nullable;

/**
 * What a look showed: the version that is there, or nothing.
 *
 * @param version {@code null} if there is no object
 */
record Seen(@Nullable Version version) {
  /** Whether a condition on this version would hold. */
  boolean is(Version wanted) {
    return version != null && version.equals(wanted);
  }
}
