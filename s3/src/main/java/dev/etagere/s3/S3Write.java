package dev.etagere.s3;

import dev.etagere.core.ConflictException;
import dev.etagere.core.Lineage;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.Precondition;
import dev.etagere.core.StoreException;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Deadline;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * One write, from its first sending until its outcome is known. Nothing else in this module sends a
 * write again.
 *
 * <p>A request that failed without a clear answer may have been applied, and may still be. So it is
 * looked for by its id before anything is sent again, and what is sent again carries a condition
 * that fails as soon as the first one has been applied: the caller's own, or for an unconditional
 * write the state that the look showed. For one thread.
 */
final class S3Write {
  private final S3Requests requests;
  private final S3Reads reads;
  private final Etags etags;
  private final String key;
  private final String what;
  private final Precondition precondition;
  private final String writeId;
  private final Patience patience;
  private final BooleanSupplier mayGuard;

  /** What goes with the next request; for an unconditional write it is set by a look. */
  private Precondition guard;

  private boolean perhapsApplied;

  /** Whether the caller looks himself after a refusal. */
  private boolean callerLooks;

  /** Whether the last request itself was answered with success. */
  private boolean answered;

  /** How the last request wrote its ETags. */
  private boolean bare;

  S3Write(
      S3Requests requests,
      S3Reads reads,
      Etags etags,
      String key,
      String what,
      Precondition precondition,
      String writeId,
      BooleanSupplier mayGuard,
      Deadline deadline) {
    this.requests = requests;
    this.reads = reads;
    this.etags = etags;
    this.key = key;
    this.what = what;
    this.precondition = precondition;
    this.writeId = writeId;
    this.mayGuard = mayGuard;
    this.patience = requests.patience(deadline);
    this.guard = precondition;
  }

  /** One sending of the write. */
  interface Attempt {
    /**
     * Sends it.
     *
     * @param guard the condition to send it under
     * @return the token the object has now, or {@code null} if the response did not say
     */
    @Nullable String send(Precondition guard, AwsRequestOverrideConfiguration override);
  }

  /** The multipart upload is lost, the parts must be sent anew. */
  static final class StartOver extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartOver(Throwable cause) {
      super("the upload must start over", cause, false, false);
    }
  }

  /** The caller reads next if the write is refused, and looks for its id. */
  void callerLooks() {
    callerLooks = true;
  }

  /** What the object's ids will be, on the base that the next request names. */
  Lineage lineage() {
    if (guard instanceof Precondition.Matches matches) {
      return Lineage.on(matches.version(), writeId);
    }
    return (guard instanceof Precondition.Absent ? Lineage.absent() : Lineage.unknown())
        .plus(writeId);
  }

  boolean answered() {
    return answered;
  }

  /**
   * Sends until the outcome is known.
   *
   * @param ownToken the token the object has once this is applied, {@code null} if it is not known
   *     before
   * @param bodyBytes how large a request is
   * @param inParts whether this completes an upload in parts: a refusal to go on now ends the
   *     upload
   */
  Version run(@Nullable String ownToken, long bodyBytes, boolean inParts, Attempt attempt) {
    while (true) {
      Lineage lineage = lineage();
      Failure failure;
      requireNotInterrupted(null);
      bare = etags.bare();
      try {
        Precondition current = guard;
        String token =
            requests
                .once(patience.deadline(), bodyBytes, o -> new Token(attempt.send(current, o)))
                .text();
        answered = true;
        if (current instanceof Precondition.Matches && bare == etags.bare()) {
          etags.held();
        }
        return Version.of(token == null ? known(ownToken) : token, lineage);
      } catch (SdkException e) {
        failure = requests.failure(e);
      } catch (StoreException e) {
        // Of what is asked before each sending, such as the source of a copy.
        throw truthful(e);
      }
      Version settled = settle(failure, ownToken);
      if (settled != null) {
        return settled;
      }
      if (!patience.pause()) {
        throw gaveUp(failure);
      }
      if (inParts && failure.meaning() == Meaning.AGAIN) {
        // "On a 409 … re-initiate the multipart upload" (Amazon S3 User Guide, conditional writes).
        throw new StartOver(failure.cause());
      }
    }
  }

  private record Token(@Nullable String text) {}

  /** No location gives such a token, so a condition on it fails: the right answer. */
  private String known(@Nullable String ownToken) {
    return ownToken == null ? "written-" + writeId : ownToken;
  }

  /**
   * What a failure outside of {@link #run} says of the whole write: that nothing was changed is not
   * true any more once a sending may have been applied.
   */
  RuntimeException truthful(RuntimeException e) {
    if (!perhapsApplied || e instanceof OutcomeUnknownException || e instanceof ConflictException) {
      return e;
    }
    return unknown(e.getClass().getSimpleName(), e);
  }

  /** The version if the write is done, {@code null} if it must be sent again; else it throws. */
  private @Nullable Version settle(Failure failure, @Nullable String ownToken) {
    return switch (failure.meaning()) {
      case NOT_SENT, AGAIN -> null;
      case PERHAPS, NO_UPLOAD -> {
        perhapsApplied = true;
        yield afterDoubt(failure, ownToken);
      }
      case CONDITION, ABSENT ->
          perhapsApplied ? afterDoubt(failure, ownToken) : afterRefusal(failure, ownToken);
      case UNCHANGED, OUT_OF_RANGE, ACCESS, UNSUPPORTED, TOO_LARGE ->
          throw perhapsApplied
              ? unknown(failure)
              : failure.toException(key, what, requests.location());
    };
  }

  /**
   * The condition failed, and nothing of this write can be there, unless something on the way
   * resent it.
   */
  private @Nullable Version afterRefusal(Failure failure, @Nullable String ownToken) {
    if (callerLooks && (etags.known() || precondition instanceof Precondition.Absent)) {
      throw ConflictException.refused(key, writeId);
    }
    Seen seen;
    try {
      seen = reads.look(key, patience.deadline());
    } catch (StoreException e) {
      throw precondition instanceof Precondition.None ? e : conflict(null);
    }
    Verdict verdict = Verdict.of(seen, writeId, precondition, ownToken);
    if (verdict == Verdict.APPLIED) {
      return applied(seen, ownToken);
    }
    boolean holdsNow = precondition instanceof Precondition.Matches m && seen.is(m.version());
    if (verdict == Verdict.NOT_YET || holdsNow) {
      stillHolds(failure, seen);
      return null;
    }
    throw conflict(seen);
  }

  private @Nullable Version afterDoubt(Failure failure, @Nullable String ownToken) {
    requireNotInterrupted(failure);
    Seen seen;
    try {
      seen = reads.look(key, patience.deadline());
    } catch (StoreException e) {
      throw unknown(failure, e);
    }
    switch (Verdict.of(seen, writeId, precondition, ownToken)) {
      case APPLIED -> {
        return applied(seen, ownToken);
      }
      case CONFLICT -> throw conflict(seen);
      case NOT_YET -> {
        if (failure.meaning() == Meaning.NO_UPLOAD) {
          // Completed or aborted: if completed, it may be about to show.
          throw unknown(failure);
        }
        stillHolds(failure, seen);
        guardAgainst(seen, failure);
        return null;
      }
      case UNKNOWN -> throw unknown(failure);
    }
    throw new IllegalStateException("no such verdict");
  }

  /** A condition that was refused though it holds: some services take ETags only without quotes. */
  private void stillHolds(Failure failure, Seen seen) {
    if (failure.meaning() == Meaning.CONDITION
        && guard instanceof Precondition.Matches matches
        && seen.is(matches.version())) {
      etags.refused(bare);
    }
  }

  /** Where the guard would be ignored, sending again could overwrite what came after the look. */
  private void guardAgainst(Seen seen, Failure failure) {
    if (precondition instanceof Precondition.None) {
      if (!guarded(failure)) {
        throw unknown(failure);
      }
      Version there = seen.version();
      guard = there == null ? Precondition.absent() : Precondition.matches(there);
    }
  }

  private boolean guarded(Failure failure) {
    try {
      return mayGuard.getAsBoolean();
    } catch (StoreException e) {
      throw unknown(failure, e);
    }
  }

  private Version applied(Seen seen, @Nullable String ownToken) {
    Version there = seen.version();
    boolean onTop = there != null && there.lineage().sameNewestAs(Lineage.unknown().plus(writeId));
    return there != null && onTop ? there : Version.of(known(ownToken), Lineage.unknown());
  }

  private ConflictException conflict(@Nullable Seen seen) {
    Version now = seen == null ? null : seen.version();
    if (precondition instanceof Precondition.Matches matches) {
      return seen != null && now == null
          ? ConflictException.gone(key, matches.version())
          : ConflictException.changed(key, matches.version(), now);
    }
    return ConflictException.exists(key, now);
  }

  private OutcomeUnknownException unknown(@Nullable Failure failure) {
    return failure == null
        ? unknown("interrupted", null)
        : unknown(failure.words(), failure.cause());
  }

  /** The same where finding out failed too. */
  private OutcomeUnknownException unknown(Failure failure, StoreException lookFailed) {
    OutcomeUnknownException unknown = unknown(failure);
    unknown.addSuppressed(lookFailed);
    return unknown;
  }

  private OutcomeUnknownException unknown(String said, @Nullable Throwable cause) {
    return new OutcomeUnknownException(
        key,
        what
            + " at "
            + requests.location()
            + ": whether it was applied is not known ("
            + said
            + "); read '"
            + key
            + "' to find out: it is, if what was written is there",
        cause);
  }

  private void requireNotInterrupted(@Nullable Failure failure) {
    if (patience.interrupted()) {
      throw gaveUp(failure);
    }
  }

  private StoreException gaveUp(@Nullable Failure failure) {
    return perhapsApplied
        ? unknown(failure)
        : patience.unavailable(key, what, requests.location(), failure);
  }
}
