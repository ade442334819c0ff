package dev.etagere.s3;

import dev.etagere.core.ConflictException;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.StoreException;
import dev.etagere.core.TooLargeException;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Checksums;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.SingleRequests;
import java.io.ByteArrayInputStream;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** One request at a time to one bucket, each sent once. */
final class S3SingleRequests implements SingleRequests {
  private static final String TYPE = "application/octet-stream";

  private final S3Requests requests;
  private final Etags etags;
  private final Bucket bucket;

  /** Whether a condition held once: then the form of the ETags in it is known to be right. */
  private volatile boolean formKnown;

  S3SingleRequests(S3Requests requests, Etags etags, Bucket bucket) {
    this.requests = requests;
    this.etags = etags;
    this.bucket = bucket;
  }

  @Override
  public void requireKey(String key) {
    bucket.key(key);
  }

  @Override
  public @Nullable Stored get(String key, int maxBytes, Deadline deadline) {
    String what = "read '" + key + "'";
    try {
      Stored stored =
          requests.onceWithin(
              deadline.remaining(),
              o ->
                  requests
                      .client()
                      .getObject(
                          r ->
                              r.bucket(bucket.name()).key(bucket.key(key)).overrideConfiguration(o),
                          (response, body) -> stored(response, body, maxBytes)));
      bucket.wasSeen();
      return stored;
    } catch (Oversized e) {
      throw new TooLargeException(
          key,
          what
              + " at "
              + requests.location()
              + ": it has "
              + e.bytes
              + " bytes, and at most "
              + maxBytes
              + " were expected",
          e);
    } catch (SdkException e) {
      Failure failure = requests.failure(e);
      if (failure.meaning() == Meaning.ABSENT) {
        return null;
      }
      throw unavailableOr(failure, key, what);
    }
  }

  private static Stored stored(GetObjectResponse response, AbortableInputStream body, int maxBytes)
      throws Exception {
    long length = ObjectHeaders.of(response).length();
    if (length > maxBytes) {
      body.abort();
      throw new Oversized(length);
    }
    return new Stored(body.readAllBytes(), S3Puts.required(response.eTag()));
  }

  @Override
  public String put(String key, byte[] bytes, @Nullable String etag, Deadline deadline) {
    String what = "write of '" + key + "'";
    boolean bare = etags.bare();
    PutObjectRequest.Builder put =
        PutObjectRequest.builder()
            .bucket(bucket.name())
            .key(bucket.key(key))
            .contentType(TYPE)
            .contentMD5(Base64.getEncoder().encodeToString(Checksums.md5().digest(bytes)));
    if (etag == null) {
      put.ifNoneMatch("*");
    } else {
      put.ifMatch(etags.condition(S3Version.ofETag(etag)));
    }
    RequestBody body =
        RequestBody.fromContentProvider(() -> new ByteArrayInputStream(bytes), bytes.length, TYPE);
    try {
      String now =
          requests.onceWithin(
              deadline.remaining(),
              o ->
                  S3Puts.required(
                      requests
                          .client()
                          .putObject(put.overrideConfiguration(o).build(), body)
                          .eTag()));
      formKnown |= etag != null;
      return now;
    } catch (SdkException e) {
      throw undone(requests.failure(e), key, what, etag, bare, deadline);
    }
  }

  @Override
  public void delete(String key, String etag, Deadline deadline) {
    boolean bare = etags.bare();
    DeleteObjectRequest.Builder delete =
        DeleteObjectRequest.builder()
            .bucket(bucket.name())
            .key(bucket.key(key))
            .ifMatch(etags.condition(S3Version.ofETag(etag)));
    try {
      requests.onceWithin(
          deadline.remaining(),
          o -> requests.client().deleteObject(delete.overrideConfiguration(o).build()));
      formKnown = true;
    } catch (SdkException e) {
      throw undone(requests.failure(e), key, "removal of '" + key + "'", etag, bare, deadline);
    }
  }

  private StoreException undone(
      Failure failure,
      String key,
      String what,
      @Nullable String etag,
      boolean bare,
      Deadline deadline) {
    return switch (failure.meaning()) {
      case CONDITION, ABSENT -> {
        if (etag == null) {
          yield failure.meaning() == Meaning.CONDITION
              ? ConflictException.exists(key, null)
              : failure.toException(key, what, requests.location());
        }
        Version expected = S3Version.ofETag(etag);
        if (failure.meaning() == Meaning.ABSENT) {
          yield ConflictException.gone(key, expected);
        }
        learnForm(key, etag, bare, deadline);
        yield ConflictException.changed(key, expected, null);
      }
      case PERHAPS, AGAIN ->
          new OutcomeUnknownException(
              key,
              what
                  + " at "
                  + requests.location()
                  + ": whether it was applied is not known ("
                  + failure.words()
                  + ")",
              failure.cause());
      default -> unavailableOr(failure, key, what);
    };
  }

  /** Refused though it holds, see {@link Etags}: the next one is written in the other form. */
  private void learnForm(String key, String etag, boolean bare, Deadline deadline) {
    if (formKnown) {
      return;
    }
    try {
      String there =
          requests.onceWithin(
              deadline.remaining(),
              o ->
                  requests
                      .client()
                      .headObject(
                          r ->
                              r.bucket(bucket.name()).key(bucket.key(key)).overrideConfiguration(o))
                      .eTag());
      if (etag.equals(S3Puts.token(there))) {
        etags.refused(bare);
      }
    } catch (SdkException e) {
      // Not learned now; the next refusal will ask again.
    }
  }

  private StoreException unavailableOr(Failure failure, String key, String what) {
    return switch (failure.meaning()) {
      case NOT_SENT, PERHAPS, AGAIN ->
          new UnavailableException(
              key, what + " at " + requests.location() + ": " + failure.words(), failure.cause());
      default -> failure.toException(key, what, requests.location());
    };
  }

  /** Of a body that is larger than anybody expected. */
  private static final class Oversized extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long bytes;

    Oversized(long bytes) {
      super(null, null, false, false);
      this.bytes = bytes;
    }
  }
}
