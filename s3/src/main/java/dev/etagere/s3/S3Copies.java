package dev.etagere.s3;

import dev.etagere.core.AbsentException;
import dev.etagere.core.Guarantee;
import dev.etagere.core.Precondition;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.Stamp;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Copies an object inside the bucket, with all that S3 tells of it and a stamp of its own; the ACL
 * it does not tell.
 */
final class S3Copies {
  /** The most one CopyObject takes (Amazon S3 API Reference, CopyObject). */
  static final long MAX_BYTES_AT_ONCE = 5L << 30;

  /** The service moves the bytes while its answer is awaited: as patient as with 4 MiB sent. */
  private static final long UNSEEN_BODY = 4L << 20;

  private final S3Requests requests;
  private final S3Reads reads;
  private final Etags etags;
  private final Bucket bucket;
  private final S3Trust trust;
  private final S3LargeCopies large;
  private final long maxBytesAtOnce;

  S3Copies(
      S3Requests requests,
      S3Reads reads,
      Etags etags,
      Bucket bucket,
      S3Trust trust,
      S3LargeCopies large,
      long maxBytesAtOnce) {
    this.trust = trust;
    this.requests = requests;
    this.reads = reads;
    this.etags = etags;
    this.bucket = bucket;
    this.large = large;
    this.maxBytesAtOnce = maxBytesAtOnce;
  }

  Version copy(
      String from, String to, Precondition precondition, String writeId, Deadline deadline) {
    String what = "copy of '" + from + "' to '" + to + "'";
    CopySource source = source(from, what, deadline);
    boolean atOnce = isSmall(source);
    Guarantee needed = atOnce ? Guarantee.CONDITIONAL_COPY : Guarantee.CONDITIONAL_MULTIPART;
    if (!atOnce && !(precondition instanceof Precondition.None)) {
      trust.require(to, needed, deadline);
    }
    S3Write write =
        new S3Write(
            requests,
            reads,
            etags,
            to,
            what,
            precondition,
            writeId,
            () -> trust.holds(to, needed, deadline),
            deadline);
    return atOnce
        ? atOnce(source, to, what, write, deadline)
        : inParts(source, to, what, write, deadline);
  }

  private boolean isSmall(CopySource source) {
    return source.size() <= maxBytesAtOnce;
  }

  private Version atOnce(
      CopySource first, String to, String what, S3Write write, Deadline deadline) {
    Looks looks = new Looks(first, what, deadline);
    return write.run(
        null, // the ETag of a copy is only known from the response
        UNSEEN_BODY,
        false,
        (guard, override) -> {
          // Looked at before each sending: a source that changed fails its own condition.
          CopySource source = looks.next();
          if (!isSmall(source)) {
            throw changed(source, to, what);
          }
          CopyObjectRequest request = request(source, to, write, guard, override);
          return token(requests.remember(requests.client().copyObject(request)));
        });
  }

  private Version inParts(
      CopySource first, String to, String what, S3Write write, Deadline deadline) {
    Looks looks = new Looks(first, what, deadline);
    boolean only = true;
    try {
      while (true) {
        CopySource source = looks.next();
        if (isSmall(source)) {
          throw changed(source, to, what);
        }
        try {
          return large.copy(source, to, what, write, only, deadline);
        } catch (S3Write.StartOver e) {
          // Thrown after a pause, and only before the deadline.
          only = false;
        }
      }
    } catch (RuntimeException e) {
      throw write.truthful(e);
    }
  }

  private UnavailableException changed(CopySource source, String to, String what) {
    return new UnavailableException(
        to,
        what
            + " at "
            + requests.location()
            + ": '"
            + source.key()
            + "' changed while it was copied; nothing was changed, try again",
        null);
  }

  private CopySource source(String from, String what, Deadline deadline) {
    HeadObjectResponse source = reads.headOf(from, deadline);
    if (source == null) {
      throw new AbsentException(
          from, what + " at " + requests.location() + ": '" + from + "' does not exist", null);
    }
    return CopySource.of(from, source);
  }

  private CopyObjectRequest request(
      CopySource source,
      String to,
      S3Write write,
      Precondition guard,
      AwsRequestOverrideConfiguration override) {
    CopyObjectRequest.Builder copy =
        source
            .kept()
            .copy(new Stamp(write.lineage(), source.stamp().checksum(), 0))
            .sourceBucket(bucket.name())
            .sourceKey(bucket.key(source.key()))
            .copySourceIfMatch(etags.condition(source.version()))
            .destinationBucket(bucket.name())
            .destinationKey(bucket.key(to))
            .overrideConfiguration(source.kept().on(override));
    if (guard instanceof Precondition.Matches matches) {
      copy.ifMatch(etags.condition(matches.version()));
    } else if (guard instanceof Precondition.Absent) {
      copy.ifNoneMatch("*");
    }
    return copy.build();
  }

  private static @Nullable String token(CopyObjectResponse copied) {
    return copied.copyObjectResult() == null
        ? null
        : S3Puts.token(copied.copyObjectResult().eTag());
  }

  /** What each try copies: first what is known already, then what a new look shows. */
  private final class Looks {
    private final String from;
    private final String what;
    private final Deadline deadline;
    private @Nullable CopySource known;

    Looks(CopySource known, String what, Deadline deadline) {
      this.from = known.key();
      this.known = known;
      this.what = what;
      this.deadline = deadline;
    }

    CopySource next() {
      CopySource next = known == null ? source(from, what, deadline) : known;
      known = null;
      return next;
    }
  }
}
