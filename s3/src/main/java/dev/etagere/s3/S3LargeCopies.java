package dev.etagere.s3;

import dev.etagere.core.StoreException;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Checksums;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.Parallel;
import dev.etagere.core.spi.Stamp;
import dev.etagere.core.spi.StoreSettings;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;

/**
 * Copies an object that is too large for one request: part by part inside the service, several at
 * once, each from the same version of the source. The completing request carries the precondition;
 * on failure the parts are given back.
 */
final class S3LargeCopies {
  /**
   * Of an object that was not written in parts by a store, in bytes. The service moves a part while
   * its answer is awaited, so it must not be so large that it seems to have stalled.
   */
  private static final long PART_SIZE = 64L << 20;

  private static final int MD5_DIGITS = 32;

  private final S3Requests requests;
  private final Etags etags;
  private final Bucket bucket;
  private final StoreSettings settings;

  S3LargeCopies(S3Requests requests, Etags etags, Bucket bucket, StoreSettings settings) {
    this.requests = requests;
    this.etags = etags;
    this.bucket = bucket;
    this.settings = settings;
  }

  /**
   * Copies once.
   *
   * @param only whether no upload of this write went before, one that may have landed instead
   * @throws S3Write.StartOver if the service wants the upload to start over
   */
  Version copy(
      CopySource source, String to, String what, S3Write write, boolean only, Deadline deadline) {
    long partSize = partSize(source);
    S3Upload upload =
        S3Upload.begin(
            requests,
            etags,
            bucket,
            to,
            what,
            kept(source, what, deadline),
            new Stamp(write.lineage(), source.stamp().checksum(), partSize),
            deadline);
    boolean done = false;
    try {
      String ownToken = move(source, to, what, upload, partSize, deadline);
      Version version = upload.complete(write, ownToken);
      done = only || write.answered();
      return version;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException(
          to, what + " was interrupted before it was completed; nothing was changed", e);
    } finally {
      if (!done) {
        upload.abort(settings.ambient());
      }
    }
  }

  /** An upload does not take over the tags of what its parts are copied from. */
  private Kept kept(CopySource source, String what, Deadline deadline) {
    if (source.tags() == 0) {
      return source.kept();
    }
    GetObjectTaggingResponse tags =
        requests
            .read(
                source.key(),
                what,
                deadline,
                o ->
                    requests
                        .client()
                        .getObjectTagging(
                            r ->
                                r.bucket(bucket.name())
                                    .key(bucket.key(source.key()))
                                    .overrideConfiguration(o)))
            .orThrow(source.key(), what, requests.location());
    return source.kept().tagged(tags.tagSet());
  }

  /** As the source was written, so that the copy has its ETag and can be verified like it. */
  private static long partSize(CopySource source) {
    long least = (source.size() + S3Upload.MAX_PARTS - 1) / S3Upload.MAX_PARTS;
    long written = source.stamp().partSize();
    return written >= StoreSettings.MIN_PART_SIZE && written >= least
        ? written
        : Math.max(PART_SIZE, least);
  }

  /** Returns the ETag the whole will have, or {@code null} if it is not made of the bytes. */
  private @Nullable String move(
      CopySource source, String to, String what, S3Upload upload, long partSize, Deadline deadline)
      throws InterruptedException {
    TreeMap<Integer, String> partEtags = new TreeMap<>();
    try (Parallel parallel = new Parallel(settings, deadline)) {
      for (long from = 0; from < source.size(); from += partSize) {
        long first = from;
        long last = Math.min(from + partSize, source.size()) - 1;
        int number = (int) (from / partSize) + 1;
        parallel.awaitRoom();
        parallel.run(
            () -> {
              String etag = part(source, to, what, upload, number, first, last, deadline);
              upload.add(number, etag);
              synchronized (partEtags) {
                partEtags.put(number, etag);
              }
              return null;
            });
      }
      parallel.await();
    }
    return source.opaque() ? null : whole(new ArrayList<>(partEtags.values()));
  }

  private String part(
      CopySource source,
      String to,
      String what,
      S3Upload upload,
      int number,
      long first,
      long last,
      Deadline deadline) {
    S3Requests.Answer<UploadPartCopyResponse> answer =
        requests.repeat(
            to,
            what,
            deadline,
            last - first + 1,
            o ->
                requests
                    .client()
                    .uploadPartCopy(
                        r ->
                            r.sourceBucket(bucket.name())
                                .sourceKey(bucket.key(source.key()))
                                .copySourceIfMatch(etags.condition(source.version()))
                                .copySourceRange("bytes=" + first + "-" + last)
                                .destinationBucket(bucket.name())
                                .destinationKey(bucket.key(to))
                                .uploadId(upload.id())
                                .partNumber(number)
                                .overrideConfiguration(o)));
    UploadPartCopyResponse copied = answer.response();
    if (copied == null) {
      throw notCopied(source, to, what, answer);
    }
    return S3Puts.required(copied.copyPartResult() == null ? null : copied.copyPartResult().eTag());
  }

  private StoreException notCopied(
      CopySource source, String to, String what, S3Requests.Answer<?> answer) {
    return switch (answer.meaning()) {
      case CONDITION, ABSENT, OUT_OF_RANGE ->
          new UnavailableException(
              to,
              what
                  + " at "
                  + requests.location()
                  + ": '"
                  + source.key()
                  + "' changed while it was copied; nothing was changed, try again",
              null);
      default -> answer.unexpected(to, what, requests.location());
    };
  }

  private static @Nullable String whole(List<String> partEtags) {
    boolean digests = partEtags.stream().allMatch(etag -> etag.length() == MD5_DIGITS);
    return digests
        ? Checksums.ofParts(partEtags.stream().map(HexFormat.of()::parseHex).toList())
        : null;
  }
}
