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
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;

/**
 * Writes an object in parts, several at once. Nothing is visible before the completing request,
 * which carries the precondition; on failure the parts are given back.
 */
final class S3Parts {
  /** S3 takes no more parts (Amazon S3 User Guide, "Multipart upload limits"). */
  static final int MAX_PARTS = 10_000;

  private static final Logger log = LoggerFactory.getLogger(S3Parts.class);
  private static final Duration ABORT_LIMIT = Duration.ofSeconds(10);

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
   * @param first the body, open at its start; closed here
   * @param length the length announced, or {@link Body#UNKNOWN_LENGTH}
   */
  Version put(
      String key,
      Content content,
      InputStream first,
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
      InputStream body = first;
      while (true) {
        Upload upload = new Upload(key, what, content, write, listener, deadline, partSize(length));
        try {
          return upload.run(body, length, body == first);
        } catch (S3Write.StartOver e) {
          listener.moved(-upload.sent());
          body = again(key, what, content, e);
        }
      }
    } catch (RuntimeException e) {
      throw write.truthful(e);
    }
  }

  private InputStream again(String key, String what, Content content, S3Write.StartOver why) {
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
      return content.body().open();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read again what is to be stored", e);
    }
  }

  /** Closes for good: either all of it was read, or something worse is being thrown. */
  static void close(@Nullable InputStream body) {
    try {
      if (body != null) {
        body.close();
      }
    } catch (IOException e) {
      log.debug("the body of a write could not be closed", e);
    }
  }

  private long partSize(long length) {
    long least = (Math.max(0, length) + MAX_PARTS - 1) / MAX_PARTS;
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
    private final TreeMap<Integer, CompletedPart> parts = new TreeMap<>();
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
    Version run(InputStream body, long length, boolean only) {
      @Nullable String id = null;
      boolean done = false;
      try {
        id = create();
        send(id, body, length);
        Version version = complete(id);
        done = only || write.answered();
        return version;
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read what is to be stored at '" + key + "'", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UnavailableException(
            key, what + " was interrupted before it was completed; nothing was changed", e);
      } finally {
        close(body);
        if (id != null && !done) {
          abort(id);
        }
      }
    }

    private String create() {
      Stamp stamp = new Stamp(write.lineage(), null, partSize);
      CreateMultipartUploadRequest request =
          CreateMultipartUploadRequest.builder()
              .bucket(bucket.name())
              .key(bucket.key(key))
              .contentType(content.attributes().contentType())
              .cacheControl(content.attributes().cacheControl())
              .contentEncoding(content.attributes().contentEncoding())
              .contentDisposition(content.attributes().contentDisposition())
              .metadata(stamp.addTo(content.attributes().metadata()))
              .acl(content.acl())
              .storageClass(content.storageClass())
              .serverSideEncryption(S3Puts.sse(content.encryption()))
              .ssekmsKeyId(S3Puts.kmsKey(content.encryption()))
              .build();
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
                          .createMultipartUpload(
                              request.toBuilder().overrideConfiguration(o).build()))
              .orThrow(key, what, requests.location());
      bucket.wasSeen();
      return created.uploadId();
    }

    private void send(String id, InputStream body, long length)
        throws IOException, InterruptedException {
      long total = 0;
      try (Parallel parallel = new Parallel(settings)) {
        for (int number = 1; number == 1 || total < length || length < 0; number++) {
          parallel.awaitRoom();
          byte[] part = body.readNBytes((int) partSize);
          total += part.length;
          if (part.length == 0 && number > 1) {
            break;
          }
          if (number > MAX_PARTS) {
            throw new UnsupportedException(
                key,
                what
                    + ": more than "
                    + MAX_PARTS
                    + " parts of "
                    + partSize
                    + " bytes; give the length of the stream, or a larger part size",
                null);
          }
          int partNumber = number;
          parallel.run(
              () -> {
                sendPart(id, partNumber, part);
                return null;
              });
          if (part.length < partSize) {
            break;
          }
        }
        parallel.await();
      }
      requireLength(body, length, total);
    }

    private void requireLength(InputStream body, long length, long total) throws IOException {
      if (length >= 0 && (total != length || body.read() >= 0)) {
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

    private void sendPart(String id, int number, byte[] bytes) {
      byte[] md5 = Checksums.md5().digest(bytes);
      String etag =
          requests
              .repeat(
                  key,
                  what,
                  deadline,
                  bytes.length,
                  o ->
                      requests
                          .client()
                          .uploadPart(
                              r ->
                                  r.bucket(bucket.name())
                                      .key(bucket.key(key))
                                      .uploadId(id)
                                      .partNumber(number)
                                      .contentMD5(Base64.getEncoder().encodeToString(md5))
                                      .overrideConfiguration(o),
                              RequestBody.fromBytes(bytes)))
              .orThrow(key, what, requests.location())
              .eTag();
      synchronized (parts) {
        parts.put(number, CompletedPart.builder().partNumber(number).eTag(etag).build());
        digests.put(number, md5);
      }
      sent.addAndGet(bytes.length);
      listener.moved(bytes.length);
    }

    /** Bytes of the parts that were stored. */
    long sent() {
      return sent.get();
    }

    private Version complete(String id) {
      List<CompletedPart> all = new ArrayList<>(parts.values());
      String ownToken = Checksums.ofParts(new ArrayList<>(digests.values()));
      CompleteMultipartUploadRequest request =
          CompleteMultipartUploadRequest.builder()
              .bucket(bucket.name())
              .key(bucket.key(key))
              .uploadId(id)
              .multipartUpload(u -> u.parts(all))
              .build();
      return write.run(
          ownToken,
          all.size() * 1024L,
          true,
          (guard, override) -> {
            CompleteMultipartUploadRequest.Builder next =
                request.toBuilder().overrideConfiguration(override);
            if (guard instanceof Precondition.Matches matches) {
              next.ifMatch(etags.condition(matches.version()));
            } else if (guard instanceof Precondition.Absent) {
              next.ifNoneMatch("*");
            }
            return S3Puts.token(
                requests.remember(requests.client().completeMultipartUpload(next.build())).eTag());
          });
    }

    /** Parts that nobody completes cost money; a lifecycle rule is the second net. */
    private void abort(String id) {
      boolean interrupted = Thread.interrupted();
      try {
        requests.once(
            Deadline.after(ABORT_LIMIT, settings.ambient()),
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
        if (Failure.of(e).meaning() != Meaning.NO_UPLOAD) {
          log.warn("parts of the failed {} may be left at {}", what, requests.location());
        }
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }
}
