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
import java.util.TreeMap;
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
        Stamp stamp = new Stamp(write.lineage(), null, partSize);
        upload =
            S3Upload.begin(requests, etags, bucket, key, what, Kept.of(content), stamp, deadline);
        send(upload, source, length);
        Version version =
            upload.complete(write, Checksums.ofParts(new ArrayList<>(digests.values())));
        done = only || write.answered();
        return version;
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read what is to be stored at '" + key + "'", e);
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
      byte[] md5 = part.md5(key);
      UploadPartRequest request =
          UploadPartRequest.builder()
              .bucket(bucket.name())
              .key(bucket.key(key))
              .uploadId(upload.id())
              .partNumber(number)
              .contentMD5(Base64.getEncoder().encodeToString(md5))
              .build();
      String etag =
          requests
              .repeat(key, what, deadline, part.length(), o -> sendPart(request, part, md5, o))
              .orThrow(key, what, requests.location())
              .eTag();
      upload.add(number, etag);
      synchronized (digests) {
        digests.put(number, md5);
      }
      sent.addAndGet(part.length());
      listener.moved(part.length());
    }

    /** Bytes of the parts that were stored. */
    long sent() {
      return sent.get();
    }

    private UploadPartResponse sendPart(
        UploadPartRequest request,
        PartSource.Part part,
        byte[] md5,
        AwsRequestOverrideConfiguration override) {
      try {
        return requests
            .client()
            .uploadPart(
                request.toBuilder().overrideConfiguration(override).build(),
                RequestBody.fromContentProvider(part::open, part.length(), OCTETS));
      } catch (SdkException e) {
        // What was sent from a file is read again each time; trying on would not mend it.
        part.requireUnchanged(md5, key);
        throw e;
      }
    }
  }
}
