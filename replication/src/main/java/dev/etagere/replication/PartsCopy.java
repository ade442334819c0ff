package dev.etagere.replication;

import dev.etagere.core.CorruptException;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.spi.Backoff;
import dev.etagere.core.spi.Checksums;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.Parallel;
import dev.etagere.core.spi.StoreSettings;
import dev.etagere.s3.S3Failures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.Tagging;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * Copies an object that went in parts, in the same parts, 4 at once, each straight from A to B. The
 * ETag that will come out is known before anything becomes visible, and checked then.
 */
final class PartsCopy {
  private static final Logger log = LoggerFactory.getLogger(PartsCopy.class);
  private static final int TRIES = 6;
  private static final int AT_ONCE = 4;
  private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

  private final Site from;
  private final Site to;
  private final Original original;
  private final @Nullable Tagging tagging;
  private final CopyListener listener;
  private final Semaphore room;

  /**
   * Prepares a copy.
   *
   * @param room bounds the parts under way at once, of all objects together
   */
  PartsCopy(
      Site from,
      Site to,
      Original original,
      @Nullable Tagging tagging,
      CopyListener listener,
      Semaphore room) {
    this.from = from;
    this.to = to;
    this.original = original;
    this.tagging = tagging;
    this.listener = listener;
    this.room = room;
  }

  /** Copies; returns the ETag at B, or {@code null} if the condition does not hold. */
  @Nullable String run(Guard guard) throws SourceBody.SourceChanged {
    PartLayout layout = PartLayout.told(from, original);
    if (layout.sizes().isEmpty()) {
      return upload(guess(), guard);
    }
    try {
      return upload(layout, guard);
    } catch (UnevenParts e) {
      return upload(PartLayout.each(from, original, layout.sizes().size()), guard);
    }
  }

  private PartLayout guess() throws SourceBody.SourceChanged {
    List<Long> guesses = PartLayout.guesses(original);
    Long size =
        !original.plain() || guesses.isEmpty()
            ? null
            : PartSizeSearch.find(from, original, guesses);
    return size == null ? PartLayout.ofOurs(original) : PartLayout.guessed(size, original);
  }

  private @Nullable String upload(PartLayout layout, Guard guard) throws SourceBody.SourceChanged {
    String id =
        to.send(
                original.key(),
                "upload of '" + original.key() + "'",
                o ->
                    to.client()
                        .createMultipartUpload(
                            original.upload(to, tagging).overrideConfiguration(o).build()))
            .uploadId();
    boolean done = false;
    try {
      Part[] parts = send(id, layout);
      requireETag(layout, parts);
      // For services that ignore conditions here, and to spare others a request that must fail.
      if (!guard.holds(Look.at(to, original.key()))) {
        return null;
      }
      String etag = complete(id, parts, guard);
      done = etag != null;
      return etag;
    } finally {
      if (!done) {
        abort(id);
      }
    }
  }

  /** A part as B has it, and its MD5 as it was read at A. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Part(CompletedPart completed, byte[] md5) {}

  private Part[] send(String id, PartLayout layout) throws SourceBody.SourceChanged {
    Part[] parts = new Part[layout.sizes().size()];
    try (Parallel parallel =
        new Parallel(
            StoreSettings.defaults(), AT_ONCE, Deadline.after(Copier.LONGEST, from.ambient()))) {
      long offset = 0;
      for (int i = 0; i < parts.length; i++) {
        int number = i + 1;
        long first = offset;
        long size = layout.sizes().get(i);
        offset += size;
        parallel.run(
            () -> {
              room.acquire();
              try {
                parts[number - 1] = sendPart(id, number, first, size);
              } finally {
                room.release();
              }
              return null;
            });
      }
      parallel.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException(
          original.key(),
          "copy of '" + original.key() + "' was interrupted; nothing was written",
          e);
    } catch (IllegalStateException e) {
      if (e.getCause() instanceof SourceBody.SourceChanged changed) {
        throw changed;
      }
      throw e;
    }
    return parts;
  }

  private Part sendPart(String id, int number, long first, long size)
      throws SourceBody.SourceChanged {
    String what = "upload of part " + number + " of '" + original.key() + "'";
    Backoff backoff = to.backoff();
    for (int tries = 1; ; tries++) {
      try (SourceBody body = new SourceBody(from, original, r -> range(r, first, size))) {
        try {
          Part part = sendOnce(id, number, size, body);
          listener.moved(size);
          return part;
        } catch (RuntimeException e) {
          body.rethrow();
          if (!(SourceBody.asOfSdk(e) instanceof SdkException sdk)) {
            throw e;
          }
          if (!S3Failures.mayPass(sdk) || tries >= TRIES) {
            throw S3Failures.exception(sdk, original.key(), what, to.toString());
          }
        }
      }
      to.pause(original.key(), what, backoff);
    }
  }

  private static void range(
      software.amazon.awssdk.services.s3.model.GetObjectRequest.Builder request,
      long first,
      long size) {
    if (size > 0) {
      request.range("bytes=" + first + "-" + (first + size - 1));
    }
  }

  private Part sendOnce(String id, int number, long size, SourceBody body) {
    UploadPartResponse stored =
        to.once(
            2 * size,
            o ->
                to.client()
                    .uploadPart(
                        r ->
                            r.bucket(to.bucket())
                                .key(to.key(original.key()))
                                .uploadId(id)
                                .partNumber(number)
                                .contentLength(size)
                                .overrideConfiguration(o),
                        RequestBody.fromContentProvider(body, size, "application/octet-stream")));
    byte[] md5 = body.md5();
    requireStored(number, stored, HexFormat.of().formatHex(md5));
    return new Part(CompletedPart.builder().partNumber(number).eTag(stored.eTag()).build(), md5);
  }

  private void requireStored(int number, UploadPartResponse stored, String md5) {
    String etag = Entry.bare(stored.eTag());
    boolean tells =
        Look.isPlain(stored.serverSideEncryptionAsString(), stored.sseCustomerAlgorithm())
            && MD5.matcher(etag).matches();
    if (tells && !etag.equals(md5)) {
      throw new CorruptException(
          original.key(),
          "part "
              + number
              + " of '"
              + original.key()
              + "' has MD5 "
              + md5
              + " at "
              + from
              + " and arrived as "
              + etag
              + " at "
              + to
              + "; nothing was written",
          null);
    }
  }

  /** The parts must make up the object that A named, before anybody can see it. */
  private void requireETag(PartLayout layout, Part[] parts) throws UnevenParts {
    if (!original.plain() || layout.source() == PartLayout.Source.GUESSED) {
      return;
    }
    List<byte[]> md5s = new ArrayList<>();
    for (Part part : parts) {
      md5s.add(part.md5());
    }
    if (Checksums.ofParts(md5s).equals(original.etag())) {
      return;
    }
    if (layout.source() == PartLayout.Source.ENDS_TOLD) {
      throw new UnevenParts();
    }
    throw new CorruptException(
        original.key(),
        "'"
            + original.key()
            + "': the parts read at "
            + from
            + " do not make up its ETag "
            + original.etag()
            + "; nothing was written. Read it there and compare",
        null);
  }

  private @Nullable String complete(String id, Part[] parts, Guard guard)
      throws SourceBody.SourceChanged {
    List<CompletedPart> completed =
        Arrays.stream(parts).map(part -> Objects.requireNonNull(part).completed()).toList();
    return new GuardedWrite(to, original)
        .run(
            guard,
            g ->
                Entry.bare(
                    to.once(
                            completed.size() * 1024L,
                            o ->
                                to.client()
                                    .completeMultipartUpload(
                                        r ->
                                            r.bucket(to.bucket())
                                                .key(to.key(original.key()))
                                                .uploadId(id)
                                                .ifMatch(g.ifMatch())
                                                .ifNoneMatch(g.ifNoneMatch())
                                                .multipartUpload(u -> u.parts(completed))
                                                .overrideConfiguration(o)))
                        .eTag()));
  }

  private void abort(String id) {
    try {
      to.once(
          0,
          o ->
              to.client()
                  .abortMultipartUpload(
                      r ->
                          r.bucket(to.bucket())
                              .key(to.key(original.key()))
                              .uploadId(id)
                              .overrideConfiguration(o)));
    } catch (SdkException e) {
      // A lifecycle rule is the second net.
      log.debug("an upload could not be given back", e);
    }
  }

  /** The parts are not all like the first, as was assumed. */
  private static final class UnevenParts extends RuntimeException {
    @java.io.Serial private static final long serialVersionUID = 1L;
  }
}
