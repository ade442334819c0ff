package dev.etagere.s3;

import dev.etagere.core.Ambient;
import dev.etagere.core.Precondition;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.Stamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;

/**
 * One multipart upload: begun, given its parts by many threads, then completed under the write's
 * condition, or aborted.
 */
final class S3Upload {
  /** S3 takes no more parts (Amazon S3 User Guide, "Multipart upload limits"). */
  static final int MAX_PARTS = 10_000;

  private static final Logger log = LoggerFactory.getLogger(S3Upload.class);
  private static final Duration ABORT_LIMIT = Duration.ofSeconds(10);
  private static final long BYTES_OF_A_PART_NAMED = 1_024;

  private final S3Requests requests;
  private final Etags etags;
  private final Bucket bucket;
  private final String key;
  private final String what;
  private final String id;
  private final TreeMap<Integer, CompletedPart> parts = new TreeMap<>();

  private S3Upload(
      S3Requests requests, Etags etags, Bucket bucket, String key, String what, String id) {
    this.requests = requests;
    this.etags = etags;
    this.bucket = bucket;
    this.key = key;
    this.what = what;
    this.id = id;
  }

  /**
   * Begins one.
   *
   * @param key where the object is to be
   * @param what the write, for errors
   */
  static S3Upload begin(
      S3Requests requests,
      Etags etags,
      Bucket bucket,
      String key,
      String what,
      Kept kept,
      Stamp stamp,
      Deadline deadline) {
    CreateMultipartUploadRequest.Builder request =
        kept.upload(stamp).bucket(bucket.name()).key(bucket.key(key));
    CreateMultipartUploadResponse created =
        requests
            .repeat(
                key,
                what,
                deadline,
                0,
                o ->
                    requests
                        .client()
                        .createMultipartUpload(request.overrideConfiguration(kept.on(o)).build()))
            .orThrow(key, what, requests.location());
    bucket.wasSeen();
    return new S3Upload(requests, etags, bucket, key, what, created.uploadId());
  }

  String id() {
    return id;
  }

  /** A part that is stored. */
  synchronized void add(int number, @Nullable String etag) {
    parts.put(number, CompletedPart.builder().partNumber(number).eTag(etag).build());
  }

  /**
   * Completes it, under the condition of the write.
   *
   * @param ownToken see {@link S3Write#run}
   */
  synchronized Version complete(S3Write write, @Nullable String ownToken) {
    List<CompletedPart> all = new ArrayList<>(parts.values());
    return write.run(
        ownToken,
        all.size() * BYTES_OF_A_PART_NAMED,
        true,
        (guard, override) -> {
          CompleteMultipartUploadRequest.Builder complete =
              CompleteMultipartUploadRequest.builder()
                  .bucket(bucket.name())
                  .key(bucket.key(key))
                  .uploadId(id)
                  .multipartUpload(u -> u.parts(all))
                  .overrideConfiguration(override);
          if (guard instanceof Precondition.Matches matches) {
            complete.ifMatch(etags.condition(matches.version()));
          } else if (guard instanceof Precondition.Absent) {
            complete.ifNoneMatch("*");
          }
          return S3Puts.token(
              requests
                  .remember(requests.client().completeMultipartUpload(complete.build()))
                  .eTag());
        });
  }

  /** Parts that nobody completes cost money; a lifecycle rule is the second net. */
  void abort(Ambient ambient) {
    boolean interrupted = Thread.interrupted();
    try {
      requests.once(
          Deadline.after(ABORT_LIMIT, ambient),
          0,
          o ->
              requests
                  .client()
                  .abortMultipartUpload(
                      r ->
                          r.bucket(bucket.name())
                              .key(bucket.key(key))
                              .uploadId(id)
                              .overrideConfiguration(o)));
    } catch (SdkException e) {
      if (requests.failure(e).meaning() != Meaning.NO_UPLOAD) {
        log.warn("parts of the failed {} may be left at {}", what, requests.location());
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
