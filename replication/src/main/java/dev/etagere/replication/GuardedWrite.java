package dev.etagere.replication;

import dev.etagere.core.UnavailableException;
import dev.etagere.core.spi.Backoff;
import dev.etagere.core.spi.Stamp;
import dev.etagere.s3.S3Failures;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The one request that makes a copy visible at B, under its condition. After a refusal or a lost
 * reply it looks at B before anything is sent again: what stands there may be this very copy. 6
 * tries at most.
 */
final class GuardedWrite {
  private static final int TRIES = 6;

  private final Site to;
  private final Original original;

  GuardedWrite(Site to, Original original) {
    this.to = to;
    this.original = original;
  }

  /** Sends the request under a condition; returns the ETag it was given. */
  interface Sending {
    @Nullable String send(Guard guard) throws SourceBody.SourceChanged;
  }

  /**
   * Writes.
   *
   * @return the ETag at B, or {@code null} if the condition does not hold
   */
  @Nullable String run(Guard first, Sending sending) throws SourceBody.SourceChanged {
    Guard guard = first;
    Backoff backoff = to.backoff();
    for (int tries = 1; ; tries++) {
      try {
        String etag = sending.send(guard);
        return etag != null && !etag.isEmpty() ? etag : lookAgain();
      } catch (SdkException e) {
        boolean refused = S3Failures.isCondition(e) || S3Failures.isAbsent(e);
        if (!refused && !S3Failures.mayPass(e) && !isLostUpload(e)) {
          throw S3Failures.exception(e, original.key(), what(), to.toString());
        }
        Look seen = Look.at(to, original.key());
        if (seen != null && isOurs(seen)) {
          return seen.etag();
        }
        if (!guard.holds(seen)) {
          return null;
        }
        if (tries >= TRIES || isLostUpload(e)) {
          throw unavailable(e);
        }
        guard = refused && guard.etag() != null && !guard.bare() ? guard.withoutQuotes() : guard;
        to.pause(original.key(), what(), backoff);
      }
    }
  }

  /** A service that answers without an ETag. */
  private @Nullable String lookAgain() {
    Look seen = Look.at(to, original.key());
    return seen != null && isOurs(seen) ? seen.etag() : null;
  }

  /** A multipart upload that is gone was completed by a request whose reply was lost, or ended. */
  private static boolean isLostUpload(SdkException e) {
    return S3Failures.words(e).equals("NoSuchUpload");
  }

  private boolean isOurs(Look seen) {
    if (seen.size() != original.size()) {
      return false;
    }
    return seen.etag().equals(original.etag())
        // Where ETags are no MD5s: the store's stamp and all else beside the bytes must be ours.
        || (!seen.plain()
            && original.metadata().containsKey(Stamp.NAME)
            && seen.head().metadata().equals(original.metadata()));
  }

  private UnavailableException unavailable(SdkException e) {
    return new UnavailableException(
        original.key(),
        what()
            + " at "
            + to
            + ": "
            + S3Failures.words(e)
            + "; it was not there when last looked at, run the copy again",
        e);
  }

  private String what() {
    return "copy of '" + original.key() + "'";
  }
}
