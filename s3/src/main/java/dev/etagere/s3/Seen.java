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

  /** Whether two versions a condition treats alike are known to come from different writes. */
  static boolean anotherWrite(Version a, Version b) {
    return !a.lineage().isUnknown()
        && !b.lineage().isUnknown()
        && !a.lineage().sameNewestAs(b.lineage());
  }
}
