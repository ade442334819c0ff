package dev.etagere.replication;

import dev.etagere.core.spi.Checksums;
import dev.etagere.s3.S3Failures;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.Tagging;

/**
 * Copies one object: reads one state of it at A, writes it at B under a condition, and looks at A
 * again. If A changed meanwhile, the new state is written over what this very copy wrote; 3 times
 * at most. Safe for use by many threads.
 */
final class ObjectCopy {
  /** Smaller objects are read in one request and sent from memory. */
  static final long SMALL = 1 << 20;

  /** S3 takes no more in one request (Amazon S3 User Guide, "Uploading objects"). */
  private static final long MOST_AT_ONCE = 5L << 30;

  private static final int ROUNDS = 3;

  /** Parts under way at once, of all objects together. */
  private static final int PARTS = 32;

  private static final Set<String> ARCHIVES = Set.of("GLACIER", "DEEP_ARCHIVE");

  private final Site from;
  private final Site to;
  private final boolean lookForMarkers;
  private final CopyListener listener;
  private final Semaphore parts = new Semaphore(PARTS);
  private final AtomicLong withoutTags = new AtomicLong();

  /**
   * Prepares copies.
   *
   * @param lookForMarkers whether B may hold delete markers that are to be left
   */
  ObjectCopy(Site from, Site to, boolean lookForMarkers, CopyListener listener) {
    this.from = from;
    this.to = to;
    this.lookForMarkers = lookForMarkers;
    this.listener = listener;
  }

  /** How many were copied without their tags. */
  long withoutTags() {
    return withoutTags.get();
  }

  /** Copies what is missing at B, or, where a target is given, replaces just that. */
  Outcome copy(Entry source, @Nullable Entry target) {
    if (source.storageClass() != null && ARCHIVES.contains(source.storageClass())) {
      return Outcome.ARCHIVED;
    }
    if (target == null && lookForMarkers && isDeletedAtB(source.key())) {
      return Outcome.DELETED_AT_B;
    }
    Guard guard = target == null ? Guard.absent() : Guard.matches(target.etag());
    boolean wrote = false;
    for (int round = 1; round <= ROUNDS; round++) {
      Written written;
      try {
        written = write(source, guard);
      } catch (SourceBody.SourceChanged e) {
        continue;
      }
      if (written == null) {
        return wrote ? Outcome.UNSETTLED : Outcome.GONE;
      }
      if (written.etag == null) {
        return isEqualByNow(source.key())
            ? Outcome.EQUAL
            : wrote ? Outcome.UNSETTLED : Outcome.KEPT;
      }
      wrote = true;
      HeadObjectResponse now = Look.headAt(from, source.key());
      if (now == null) {
        return Outcome.UNSETTLED;
      }
      if (Entry.bare(now.eTag()).equals(written.original.etag())) {
        boolean same = written.etag.equals(written.original.etag());
        return same ? Outcome.COPIED : Outcome.COPIED_OTHER_ETAG;
      }
      guard = Guard.matches(written.etag);
    }
    return Outcome.UNSETTLED;
  }

  /** Replication, which goes on beside the copy, may have brought a newer state to B. */
  private boolean isEqualByNow(String key) {
    HeadObjectResponse atA = Look.headAt(from, key);
    HeadObjectResponse atB = Look.headAt(to, key);
    return atA != null && atB != null && Entry.bare(atA.eTag()).equals(Entry.bare(atB.eTag()));
  }

  /**
   * What was written.
   *
   * @param etag at B; {@code null} if the condition did not hold
   */
  private record Written(Original original, @Nullable String etag) {}

  /** Writes one state of A; {@code null} if there is no object. */
  private @Nullable Written write(Entry source, Guard guard) throws SourceBody.SourceChanged {
    if (source.size() <= SMALL && source.parts() == 0) {
      ResponseBytes<GetObjectResponse> got = read(source.key());
      return got == null ? null : writeSmall(source.key(), got, guard);
    }
    HeadObjectResponse head = Look.headAt(from, source.key());
    if (head == null) {
      return null;
    }
    Original original = Original.of(source.key(), head);
    Tagging tagging = tagging(original);
    boolean inParts = original.parts() > 0 || original.size() > MOST_AT_ONCE;
    String etag =
        inParts
            ? new PartsCopy(from, to, original, tagging, listener, parts).run(guard)
            : writeLarge(original, tagging, guard);
    return new Written(original, etag);
  }

  /** Changed since it was listed, it may be larger now: then it is read another way next time. */
  private @Nullable ResponseBytes<GetObjectResponse> read(String key)
      throws SourceBody.SourceChanged {
    AtomicBoolean grown = new AtomicBoolean();
    ResponseBytes<GetObjectResponse> got =
        from.find(
            key,
            "read of '" + key + "'",
            o ->
                from.client()
                    .getObject(
                        r -> r.bucket(from.bucket()).key(from.key(key)).overrideConfiguration(o),
                        (response, body) -> {
                          if (response.contentLength() > SMALL) {
                            body.abort();
                            grown.set(true);
                            return null;
                          }
                          return ResponseTransformer.<GetObjectResponse>toBytes()
                              .transform(response, body);
                        }));
    if (grown.get()) {
      throw new SourceBody.SourceChanged();
    }
    return got;
  }

  private Written writeSmall(String key, ResponseBytes<GetObjectResponse> got, Guard guard)
      throws SourceBody.SourceChanged {
    Original original = Original.of(key, got.response());
    if (original.parts() > 0) {
      throw new SourceBody.SourceChanged();
    }
    Tagging tagging = tagging(original);
    byte[] bytes = got.asByteArrayUnsafe();
    String md5 = Base64.getEncoder().encodeToString(Checksums.md5().digest(bytes));
    String etag =
        new GuardedWrite(to, original)
            .run(guard, g -> put(original, tagging, g, md5, RequestBody.fromBytes(bytes)).eTag());
    listener.moved(etag == null ? 0 : original.size());
    return new Written(original, etag == null ? null : Entry.bare(etag));
  }

  /** In one piece at A, so in one piece at B, for the ETag's sake. */
  private @Nullable String writeLarge(Original original, @Nullable Tagging tagging, Guard guard)
      throws SourceBody.SourceChanged {
    String md5 =
        original.plain() && original.etag().matches("[0-9a-f]{32}")
            ? Base64.getEncoder().encodeToString(HexFormat.of().parseHex(original.etag()))
            : null;
    String etag = new GuardedWrite(to, original).run(guard, g -> stream(original, tagging, g, md5));
    listener.moved(etag == null ? 0 : original.size());
    return etag == null ? null : Entry.bare(etag);
  }

  private @Nullable String stream(
      Original original, @Nullable Tagging tagging, Guard guard, @Nullable String md5)
      throws SourceBody.SourceChanged {
    try (SourceBody body = new SourceBody(from, original, r -> {})) {
      try {
        RequestBody sent =
            RequestBody.fromContentProvider(body, original.size(), "application/octet-stream");
        PutObjectResponse put = put(original, tagging, guard, md5, sent);
        requireStored(original, put, HexFormat.of().formatHex(body.md5()));
        return put.eTag();
      } catch (RuntimeException e) {
        body.rethrow();
        throw SourceBody.asOfSdk(e);
      }
    }
  }

  /** Where A's ETag is no MD5, B's may be, and then it tells whether all arrived. */
  private void requireStored(Original original, PutObjectResponse put, String md5) {
    String etag = Entry.bare(put.eTag());
    boolean tells =
        Look.isPlain(put.serverSideEncryptionAsString(), put.sseCustomerAlgorithm())
            && etag.matches("[0-9a-f]{32}");
    if (tells && !original.plain() && !etag.equals(md5)) {
      throw new dev.etagere.core.CorruptException(
          original.key(),
          "'"
              + original.key()
              + "' has MD5 "
              + md5
              + " at "
              + from
              + " and "
              + etag
              + " at "
              + to
              + ", where it was just written; compare them with 'diff --deep'",
          null);
    }
  }

  private PutObjectResponse put(
      Original original,
      @Nullable Tagging tagging,
      Guard guard,
      @Nullable String md5,
      RequestBody body) {
    return to.once(
        2 * original.size(),
        o ->
            to.client()
                .putObject(
                    original
                        .put(to, tagging)
                        .contentMD5(md5)
                        .ifMatch(guard.ifMatch())
                        .ifNoneMatch(guard.ifNoneMatch())
                        .overrideConfiguration(o)
                        .build(),
                    body));
  }

  private @Nullable Tagging tagging(Original original) {
    if (original.tags() == 0) {
      return null;
    }
    try {
      return Tagging.builder()
          .tagSet(
              from.sendRaw(
                      original.key(),
                      "tags of '" + original.key() + "'",
                      o ->
                          from.client()
                              .getObjectTagging(
                                  r ->
                                      r.bucket(from.bucket())
                                          .key(from.key(original.key()))
                                          .overrideConfiguration(o)))
                  .tagSet())
          .build();
    } catch (SdkException e) {
      if (S3Failures.mayPass(e)) {
        throw S3Failures.exception(
            e, original.key(), "tags of '" + original.key() + "'", from.toString());
      }
      withoutTags.incrementAndGet();
      return null;
    }
  }

  private boolean isDeletedAtB(String key) {
    try {
      to.sendRaw(
          key,
          "look at '" + key + "'",
          o ->
              to.client()
                  .headObject(
                      r -> r.bucket(to.bucket()).key(to.key(key)).overrideConfiguration(o)));
      return false;
    } catch (AwsServiceException e) {
      if (!S3Failures.isAbsent(e)) {
        throw S3Failures.exception(e, key, "look at '" + key + "'", to.toString());
      }
      return e.awsErrorDetails() != null
          && e.awsErrorDetails().sdkHttpResponse() != null
          && e.awsErrorDetails()
              .sdkHttpResponse()
              .firstMatchingHeader("x-amz-delete-marker")
              .filter("true"::equals)
              .isPresent();
    } catch (SdkException e) {
      throw S3Failures.exception(e, key, "look at '" + key + "'", to.toString());
    }
  }
}
