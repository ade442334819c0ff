package dev.etagere.s3;

import dev.etagere.core.Body;
import dev.etagere.core.Content;
import dev.etagere.core.Guarantee;
import dev.etagere.core.Precondition;
import dev.etagere.core.TransferListener;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.UnsupportedException;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Checksums;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.Parallel;
import dev.etagere.core.spi.Stamp;
import dev.etagere.core.spi.StoreSettings;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * Writes an object in parts, several at once. Nothing is visible before the completing request,
 * which carries the precondition; on failure the parts are given back.
 */
final class S3Parts {
  private static final Logger log = LoggerFactory.getLogger(S3Parts.class);
  private static final String OCTETS = "application/octet-stream";

  private final S3Requests requests;
  private final S3Reads reads;
  private final Etags etags;
  private final Bucket bucket;
  private final StoreSettings settings;
  private final S3Trust trust;

  /**
   * Whether the last part's signature covered its body's SHA-256, as it does over plain HTTP: then
   * the service verifies the body by that, and its MD5 would tell nothing more.
   */
  private volatile boolean bodiesAreSigned;

  S3Parts(
      S3Requests requests,
      S3Reads reads,
      Etags etags,
      Bucket bucket,
      StoreSettings settings,
      S3Trust trust) {
    this.trust = trust;
    this.requests = requests;
    this.reads = reads;
    this.etags = etags;
    this.bucket = bucket;
    this.settings = settings;
  }

  /**
   * Writes.
   *
   * @param first the body, at its start; closed here
   * @param length the length announced, or {@link Body#UNKNOWN_LENGTH}
   */
  Version put(
      String key,
      Content content,
      PartSource first,
      long length,
      Precondition precondition,
      String writeId,
      TransferListener listener,
      Deadline deadline) {
    String what = "upload of '" + key + "'";
    S3Write write =
        new S3Write(
            requests,
            reads,
            etags,
            key,
            what,
            precondition,
            writeId,
            () -> trust.holds(key, Guarantee.CONDITIONAL_MULTIPART, deadline),
            deadline);
    try {
      PartSource source = first;
      while (true) {
        Upload upload =
            new Upload(key, what, content, write, listener, deadline, partSize(length, settings));
        try {
          return upload.run(source, length, source == first);
        } catch (S3Write.StartOver e) {
          listener.moved(-upload.sent());
          source = again(key, what, content, e);
        }
      }
    } catch (RuntimeException e) {
      throw write.truthful(e);
    }
  }

  private PartSource again(String key, String what, Content content, S3Write.StartOver why) {
    if (content.body() instanceof Body.Stream) {
      throw new UnavailableException(
          key,
          what
              + " at "
              + requests.location()
              + ": another write was under way and a stream cannot be sent twice; nothing was"
              + " changed, try again with a new stream",
          why.getCause());
    }
    try {
      return PartSource.of(content.body());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read again what is to be stored", e);
    }
  }

  /** Closes for good: either all of it was read, or something worse is being thrown. */
  static void close(@Nullable Closeable body) {
    try {
      if (body != null) {
        body.close();
      }
    } catch (IOException e) {
      log.debug("the body of a write could not be closed", e);
    }
  }

  /** As the settings say, or larger if there would be too many. */
  static long partSize(long length, StoreSettings settings) {
    long least = (Math.max(0, length) + S3Upload.MAX_PARTS - 1) / S3Upload.MAX_PARTS;
    return Math.max(settings.partSize(), least);
  }

  /** One multipart upload. */
  private final class Upload {
    private final String key;
    private final String what;
    private final Content content;
    private final S3Write write;
    private final TransferListener listener;
    private final Deadline deadline;
    private final long partSize;
    private final AtomicLong sent = new AtomicLong();
    private final TreeMap<Integer, byte[]> digests = new TreeMap<>();

    Upload(
        String key,
        String what,
        Content content,
        S3Write write,
        TransferListener listener,
        Deadline deadline,
        long partSize) {
      this.key = key;
      this.what = what;
      this.content = content;
      this.write = write;
      this.listener = listener;
      this.deadline = deadline;
      this.partSize = partSize;
    }

    /**
     * Sends all and completes.
     *
     * @param only whether no upload of this write went before, one that may have landed instead
     */
    Version run(PartSource source, long length, boolean only) {
      @Nullable S3Upload upload = null;
      boolean done = false;
      try {
        PartSource parts = SummedParts.of(source, length, partSize, deadline);
        Stamp stamp = new Stamp(write.lineage(), parts.checksum(), partSize);
        upload =
            S3Upload.begin(requests, etags, bucket, key, what, Kept.of(content), stamp, deadline);
        send(upload, parts, length);
        Version version = upload.complete(write, token());
        done = only || write.answered();
        return version;
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read what is to be stored at '" + key + "'", e);
      } catch (TimeoutException e) {
        throw new UnavailableException(
            key,
            what
                + ": the body was not read within "
                + deadline
                + "; nothing was sent, allow it more time",
            e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UnavailableException(
            key, what + " was interrupted before it was completed; nothing was changed", e);
      } finally {
        close(source);
        if (upload != null && !done) {
          upload.abort(settings.ambient());
        }
      }
    }

    private void send(S3Upload upload, PartSource source, long length)
        throws IOException, InterruptedException {
      long total = 0;
      int atOnce = source.atOnce(partSize, settings);
      try (Parallel parallel = new Parallel(settings, atOnce, deadline)) {
        for (int number = 1; number == 1 || total < length || length < 0; number++) {
          parallel.awaitRoom();
          long sent = sendNext(parallel, upload, number, source);
          total += sent;
          if (sent < partSize) {
            break;
          }
        }
        parallel.await();
      }
      requireLength(source, length, total);
    }

    /** Apart from the loop, which would still hold the last part while the next one is read. */
    private long sendNext(Parallel parallel, S3Upload upload, int number, PartSource source)
        throws IOException, InterruptedException {
      PartSource.Part part = source.next(partSize);
      if (part.length() == 0 && number > 1) {
        return 0;
      }
      if (number > S3Upload.MAX_PARTS) {
        throw tooManyParts();
      }
      parallel.run(
          () -> {
            sendPart(upload, number, part);
            return null;
          });
      return part.length();
    }

    private UnsupportedException tooManyParts() {
      return new UnsupportedException(
          key,
          what
              + ": more than "
              + S3Upload.MAX_PARTS
              + " parts of "
              + partSize
              + " bytes; give the length of the stream, or a larger part size",
          null);
    }

    private void requireLength(PartSource source, long length, long total) throws IOException {
      if (length >= 0 && (total != length || !source.atEnd())) {
        String got = total < length ? "ended after " + total : "goes on after " + length;
        throw new IllegalArgumentException(
            what
                + ": the body was announced with "
                + length
                + " bytes and "
                + got
                + "; nothing was stored");
      }
    }

    private void sendPart(S3Upload upload, int number, PartSource.Part part) {
      UploadPartRequest.Builder request =
          UploadPartRequest.builder()
              .bucket(bucket.name())
              .key(bucket.key(key))
              .uploadId(upload.id())
              .partNumber(number);
      AtomicBoolean signed = new AtomicBoolean();
      byte[] md5 = null;
      String etag = null;
      if (bodiesAreSigned && part.isSteady()) {
        etag = sendUnderItsSignature(request, part, signed);
      }
      if (etag == null) {
        md5 = part.md5(key);
        etag = send(request, part, md5, signed);
        bodiesAreSigned = signed.get();
      }
      upload.add(number, etag);
      synchronized (digests) {
        digests.put(number, md5 == null ? S3Version.md5(etag) : md5);
      }
      sent.addAndGet(part.length());
      listener.moved(part.length());
    }

    /**
     * Without an MD5, which costs more than all else that is done with the bytes.
     *
     * @return {@code null} if it must go with one after all: the credentials sign nothing any more,
     *     or the bucket wants it, as some do with object lock
     */
    private @Nullable String sendUnderItsSignature(
        UploadPartRequest.Builder request, PartSource.Part part, AtomicBoolean signed) {
      try {
        String etag = send(request, part, null, signed);
        return signed.get() ? etag : null;
      } catch (UnsupportedException e) {
        log.debug("a part goes again, with its MD5", e);
        return null;
      }
    }

    private @Nullable String send(
        UploadPartRequest.Builder request,
        PartSource.Part part,
        byte @Nullable [] md5,
        AtomicBoolean signed) {
      UploadPartRequest whole =
          md5 == null
              ? request.build()
              : request.contentMD5(Base64.getEncoder().encodeToString(md5)).build();
      return requests
          .repeat(key, what, deadline, part.length(), o -> sendOnce(whole, part, md5, signed, o))
          .orThrow(key, what, requests.location())
          .eTag();
    }

    /** The token the object will have, or {@code null} if a part's answer did not say enough. */
    private @Nullable String token() {
      List<byte[]> all = new ArrayList<>(digests.values());
      return all.stream().anyMatch(digest -> digest.length == 0) ? null : Checksums.ofParts(all);
    }

    /** Bytes of the parts that were stored. */
    long sent() {
      return sent.get();
    }

    private UploadPartResponse sendOnce(
        UploadPartRequest request,
        PartSource.Part part,
        byte @Nullable [] md5,
        AtomicBoolean signed,
        AwsRequestOverrideConfiguration override) {
      AwsRequestOverrideConfiguration marked =
          override.toBuilder().putExecutionAttribute(Sent.BODY_SIGNED, signed).build();
      try {
        return requests
            .client()
            .uploadPart(
                request.toBuilder().overrideConfiguration(marked).build(),
                RequestBody.fromContentProvider(part::open, part.length(), OCTETS));
      } catch (SdkException e) {
        // What was sent from a file is read again each time; trying on would not mend it.
        part.requireUnchanged(md5, key);
        throw e;
      }
    }
  }
}
