package dev.etagere.quorum.store;

import dev.etagere.core.AccessException;
import dev.etagere.core.CorruptException;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.StoreException;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.spi.Deadline;
import dev.etagere.quorum.Answer;
import java.util.List;

/** Operations that did not come to their end, in the words of their callers. */
final class Outcomes {
  private Outcomes() {}

  /** What such an operation throws. */
  static StoreException failure(
      String key, String what, Driver.Ended ended, List<Site> sites, Deadline deadline) {
    String where =
        what + " over " + sites.stream().map(site -> site.location().toString()).toList();
    StoreException failure =
        ended.answer() instanceof Answer.Corrupt corrupt
            ? corrupt(key, where, corrupt)
            : unfinished(key, where, ended, deadline);
    ended.failures().forEach(failure::addSuppressed);
    return failure;
  }

  private static CorruptException corrupt(String key, String what, Answer.Corrupt corrupt) {
    return new CorruptException(
        key,
        what
            + ": "
            + corrupt.why()
            + "; a location lost what it had acknowledged, or somebody else wrote there: find out"
            + " which before anything is written",
        null);
  }

  private static StoreException unfinished(
      String key, String what, Driver.Ended ended, Deadline deadline) {
    if (ended.answer() instanceof Answer.Outdated) {
      return new AccessException(
          key,
          what
              + ": a location of this store was exchanged since it was opened, so that these decide"
              + " no more; nothing was changed. Open it again with the present locations (opened"
              + " with the former ones it names them)",
          null);
    }
    String time =
        ended.interrupted()
            ? "interrupted"
            : deadline.passed() ? "not within " + deadline : "not to be told by what is there now";
    if (ended.answer() instanceof Answer.Unknown unknown) {
      return new OutcomeUnknownException(
          key,
          what
              + ": whether it was applied is not known ("
              + time
              + ", "
              + unknown.why()
              + "); read '"
              + key
              + "': it was if it is at version "
              + unknown.token()
              + ", or was on the way to what it is now",
          null);
    }
    String why = ended.answer() instanceof Answer.Unavailable answer ? answer.why() : "";
    return new UnavailableException(
        key,
        what + ": " + time + ", " + why + reasons(ended) + "; nothing was changed, try again later",
        null);
  }

  private static String reasons(Driver.Ended ended) {
    StringBuilder reasons = new StringBuilder();
    ended.failures().forEach(e -> reasons.append("; ").append(e.getMessage()));
    return reasons.toString();
  }
}
