package dev.etagere.s3;

import dev.etagere.core.AbsentException;
import dev.etagere.core.Guarantee;
import dev.etagere.core.Precondition;
import dev.etagere.core.UnsupportedException;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.Stamp;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;

/** Copies an object inside the bucket, with all that is stored beside it and a stamp of its own. */
final class S3Copies {
  /** The most one CopyObject takes (Amazon S3 API Reference, CopyObject). */
  private static final long MAX_BYTES = 5L << 30;

  /** The service moves the bytes while its answer is awaited: as patient as with 4 MiB sent. */
  private static final long UNSEEN_BODY = 4L << 20;

  private final S3Requests requests;
  private final S3Reads reads;
  private final Etags etags;
  private final Bucket bucket;
  private final S3Trust trust;

  S3Copies(S3Requests requests, S3Reads reads, Etags etags, Bucket bucket, S3Trust trust) {
    this.trust = trust;
    this.requests = requests;
    this.reads = reads;
    this.etags = etags;
    this.bucket = bucket;
  }

  Version copy(
      String from, String to, Precondition precondition, String writeId, Deadline deadline) {
    String what = "copy of '" + from + "' to '" + to + "'";
    S3Write write =
        new S3Write(
            requests,
            reads,
            etags,
            to,
            what,
            precondition,
            writeId,
            () -> trust.holds(to, Guarantee.CONDITIONAL_COPY, deadline),
            deadline);
    return write.run(
        null, // the ETag of a copy is only known from the response
        UNSEEN_BODY,
        false,
        (guard, override) -> {
          // Looked at before each sending: a source that changed fails its own condition.
          HeadObjectResponse source = source(from, what, deadline);
          CopyObjectRequest request = request(from, to, source, write, guard, override);
          return token(requests.remember(requests.client().copyObject(request)));
        });
  }

  private HeadObjectResponse source(String from, String what, Deadline deadline) {
    HeadObjectResponse source = reads.headOf(from, deadline);
    if (source == null) {
      throw new AbsentException(
          from, what + " at " + requests.location() + ": '" + from + "' does not exist", null);
    }
    if (source.contentLength() > MAX_BYTES) {
      throw new UnsupportedException(
          from,
          what
              + ": '"
              + from
              + "' has "
              + source.contentLength()
              + " bytes and S3 copies at most 5 GiB at once; download and upload it",
          null);
    }
    return source;
  }

  private CopyObjectRequest request(
      String from,
      String to,
      HeadObjectResponse source,
      S3Write write,
      Precondition guard,
      AwsRequestOverrideConfiguration override) {
    Stamp old = Stamp.in(source.metadata());
    Map<String, String> metadata = Stamp.hide(source.metadata());
    Version sourceVersion = ObjectHeaders.version(source.eTag(), old);
    CopyObjectRequest.Builder copy =
        CopyObjectRequest.builder()
            .sourceBucket(bucket.name())
            .sourceKey(bucket.key(from))
            .copySourceIfMatch(etags.condition(sourceVersion))
            .destinationBucket(bucket.name())
            .destinationKey(bucket.key(to))
            .metadataDirective(MetadataDirective.REPLACE)
            .metadata(new Stamp(write.lineage(), old.checksum(), 0).addTo(metadata))
            .contentType(source.contentType())
            .cacheControl(source.cacheControl())
            .contentEncoding(source.contentEncoding())
            .contentDisposition(source.contentDisposition())
            .storageClass(source.storageClassAsString())
            .overrideConfiguration(override);
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
}
