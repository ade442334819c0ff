package dev.etagere.s3;

import dev.etagere.core.Lineage;
import dev.etagere.core.Precondition;
import dev.etagere.core.Version;
import org.jspecify.annotations.Nullable;

/**
 * What a look says of a write that may or may not have been applied. This is the whole rule;
 * everything else only sends and looks.
 */
enum Verdict {
  /** The write's id is there, on top or below newer writes. */
  APPLIED,

  /**
   * What the write was to build on is still there: it was not applied so far, and may be sent
   * again.
   */
  NOT_YET,

  /** Somebody else's write stands where this one would: not applied, and it can no longer be. */
  CONFLICT,

  /** The ids do not reach down to where this write would stand. */
  UNKNOWN;

  /**
   * Judges.
   *
   * @param writeId the id of the write
   * @param precondition what it was sent under
   * @param ownToken the token the object has if the write is on top, {@code null} if not known
   */
  static Verdict of(
      Seen seen, String writeId, Precondition precondition, @Nullable String ownToken) {
    Version there = seen.version();
    if (there == null) {
      // Gone. A create may go on; a replace may have been applied and then deleted.
      return precondition instanceof Precondition.Matches ? UNKNOWN : NOT_YET;
    }
    Lineage ids = there.lineage();
    if (ids.contains(writeId)) {
      return APPLIED;
    }
    if (precondition instanceof Precondition.Matches matches) {
      Version base = matches.version();
      if (there.equals(base)) {
        // Equal bytes written by somebody else meanwhile: what was there between is not known.
        return Seen.anotherWrite(there, base) ? UNKNOWN : NOT_YET;
      }
      // Bytes equal to the base's leave its token standing, so that a stale writer may have built
      // on it as well: being missing from its ids proves nothing then.
      boolean provable = ownToken != null && !ownToken.equals(base.token());
      return provable && ids.reachesDownTo(base) ? CONFLICT : UNKNOWN;
    }
    if (precondition instanceof Precondition.Absent) {
      return ids.reachesDownToAbsent() ? CONFLICT : UNKNOWN;
    }
    // Without a condition there is no base to look for: only all ids since the creation prove that
    // ours is not among them, and that sending again overwrites nothing that was built on it.
    return ids.reachesDownToAbsent() ? NOT_YET : UNKNOWN;
  }
}
