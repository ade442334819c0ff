package dev.etagere.s3;

import dev.etagere.core.ConflictException;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.Precondition;
import dev.etagere.core.Removal;
import dev.etagere.core.StoreException;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Deadline;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;

/**
 * Removes an object. A delete leaves no id behind, so after a lost reply the object's absence is
 * all that can be told; if the same object is still there, the delete is sent again on condition of
 * it.
 */
final class S3Deletes {
  private final S3Requests requests;
  private final S3Reads reads;
  private final Etags etags;
  private final Bucket bucket;

  S3Deletes(S3Requests requests, S3Reads reads, Etags etags, Bucket bucket) {
    this.requests = requests;
    this.reads = reads;
    this.etags = etags;
    this.bucket = bucket;
  }

  /** Removes. */
  Removal delete(String key, Precondition precondition, Deadline deadline) {
    return new Deletion(key, precondition, deadline).run();
  }

  private final class Deletion {
    private final String key;
    private final String what;
    private final Precondition precondition;
    private final Patience patience;
    private boolean perhapsApplied;
    private boolean bare;

    Deletion(String key, Precondition precondition, Deadline deadline) {
      this.key = key;
      this.what = "delete of '" + key + "'";
      this.precondition = precondition;
      this.patience = requests.patience(deadline);
    }

    Removal run() {
      while (true) {
        Failure failure;
        try {
          requireNotInterrupted(null);
          bare = etags.bare();
          requests.remember(
              requests.once(
                  patience.deadline(),
                  0,
                  o -> requests.client().deleteObject(request().overrideConfiguration(o).build())));
          bucket.wasSeen();
          // S3 answers an unconditional delete alike whether there was an object or not.
          boolean ours = !perhapsApplied && precondition instanceof Precondition.Matches;
          return ours ? Removal.REMOVED : Removal.UNDETERMINED;
        } catch (SdkException e) {
          failure = requests.failure(e);
        }
        Removal settled = settle(failure);
        if (settled != null) {
          return settled;
        }
        if (!patience.pause()) {
          throw gaveUp(failure);
        }
      }
    }

    private DeleteObjectRequest.Builder request() {
      DeleteObjectRequest.Builder delete =
          DeleteObjectRequest.builder().bucket(bucket.name()).key(bucket.key(key));
      if (precondition instanceof Precondition.Matches matches) {
        delete.ifMatch(etags.condition(matches.version()));
      }
      return delete;
    }

    private @Nullable Removal settle(Failure failure) {
      switch (failure.meaning()) {
        case NOT_SENT, AGAIN -> {
          return null;
        }
        case ABSENT -> {
          return perhapsApplied ? Removal.UNDETERMINED : Removal.ALREADY_ABSENT;
        }
        case PERHAPS -> {
          perhapsApplied = true;
          return afterLook(failure);
        }
        case CONDITION -> {
          return afterLook(failure);
        }
        default ->
            throw perhapsApplied
                ? unknown(failure)
                : failure.toException(key, what, requests.location());
      }
    }

    private @Nullable Removal afterLook(Failure failure) {
      requireNotInterrupted(failure);
      Version there = look(failure);
      if (there == null) {
        return perhapsApplied ? Removal.UNDETERMINED : Removal.ALREADY_ABSENT;
      }
      if (!(precondition instanceof Precondition.Matches matches)) {
        // Nobody said which object was meant: this one may have come after ours was removed.
        throw unknown(failure);
      }
      sameOrThrow(there, matches.version(), failure);
      if (failure.meaning() == Meaning.CONDITION) {
        // Refused though it holds, see Etags.
        etags.refused(bare);
      }
      return null;
    }

    private @Nullable Version look(Failure failure) {
      try {
        return reads.look(key, patience.deadline()).version();
      } catch (StoreException e) {
        if (!perhapsApplied && precondition instanceof Precondition.Matches matches) {
          throw ConflictException.changed(key, matches.version(), null);
        }
        OutcomeUnknownException unknown = unknown(failure);
        unknown.addSuppressed(e);
        throw unknown;
      }
    }

    /**
     * If another object is there: a conflict if it goes on from ours; else ours may have been
     * removed.
     */
    private void sameOrThrow(Version there, Version expected, Failure failure) {
      if (there.equals(expected) && !(perhapsApplied && Seen.anotherWrite(there, expected))) {
        return;
      }
      if (!perhapsApplied || (!there.equals(expected) && there.lineage().reachesDownTo(expected))) {
        throw ConflictException.changed(key, expected, there);
      }
      throw unknown(failure);
    }

    private OutcomeUnknownException unknown(@Nullable Failure failure) {
      return new OutcomeUnknownException(
          key,
          what
              + " at "
              + requests.location()
              + ": whether it was applied is not known ("
              + (failure == null ? "interrupted" : failure.words())
              + "); look whether '"
              + key
              + "' is there, and at which version",
          failure == null ? null : failure.cause());
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
}
