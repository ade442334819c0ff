package dev.etagere.local;

import dev.etagere.core.Ambient;
import dev.etagere.core.spi.Checksums;
import dev.etagere.core.spi.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Multipart uploads: each method is one transaction. */
final class UploadWork {
  static final long LEAST_PART = 5 << 20;
  private static final int ALL_PARTS = 10_000;
  private static final int MOST_PARTS_LISTED = 1_000;

  private final Storage storage;
  private final Ambient ambient;
  private final ObjectWork objects;
  private final Bodies bodies;

  UploadWork(Storage storage, Ambient ambient, ObjectWork objects) {
    this.storage = storage;
    this.ambient = ambient;
    this.objects = objects;
    this.bodies = new Bodies(storage);
  }

  String create(String bucket, String key, Headers headers, Deadline deadline) {
    Names.key(key);
    Names.headers(headers);
    String start = ambient.newWriteId();
    return storage.write(
        deadline,
        tables -> {
          BucketRow row = Buckets.require(tables, bucket);
          Headers kept = Encryptions.applied(tables, row, headers);
          // The number makes it unique even where a test's randomness repeats itself.
          String uploadId = start + Long.toString(tables.nextSequence(), Character.MAX_RADIX);
          tables.addUpload(row.id(), new UploadFacts(key, uploadId, objects.now(), kept));
          return uploadId;
        });
  }

  PartFacts put(
      String bucket,
      String key,
      String uploadId,
      int number,
      InputStream body,
      PutRequest request,
      Supplier<Deadline> patience)
      throws IOException {
    Names.part(number);
    storage.read(patience.get(), tables -> find(tables, bucket, key, uploadId));
    try (Bodies.Taken taken = bodies.take(body, request, patience)) {
      PartFacts part = new PartFacts(number, taken.etag(), taken.size(), objects.now());
      return objects.commit(
          taken,
          patience.get(),
          tables -> {
            find(tables, bucket, key, uploadId);
            taken.spool().confirm();
            tables.putPart(uploadId, part, taken.pieces());
            return part;
          });
    }
  }

  ObjectFacts complete(
      String bucket,
      String key,
      String uploadId,
      List<CompletedPart> named,
      If condition,
      Deadline deadline) {
    Function<Tables, ObjectFacts> work =
        tables -> {
          BucketRow row = Buckets.require(tables, bucket);
          UploadFacts upload = find(tables, bucket, key, uploadId);
          List<PartFacts> parts = choose(tables.parts(uploadId, 0, ALL_PARTS), named);
          ObjectFacts current = tables.object(row.id(), key);
          Judge.write(condition, key, current);
          return assemble(tables, row, current, upload, parts);
        };
    return objects.outbox().written(storage.write(deadline, work));
  }

  private ObjectFacts assemble(
      Tables tables,
      BucketRow bucket,
      @Nullable ObjectFacts current,
      UploadFacts upload,
      List<PartFacts> parts) {
    List<byte[]> md5s = new ArrayList<>();
    List<Piece> body = new ArrayList<>();
    long size = 0;
    for (PartFacts part : parts) {
      md5s.add(HexFormat.of().parseHex(part.etag()));
      body.addAll(tables.partBody(upload.uploadId(), part.number()));
      size += part.size();
    }
    String etag = Checksums.ofParts(md5s);
    PartSizes sizes = new PartSizes(parts.stream().map(PartFacts::size).toList());
    ObjectFacts object =
        objects.facts(tables, upload.key(), etag, size, upload.headers()).withParts(sizes);
    ObjectFacts written = objects.versions().put(tables, bucket, current, object, body);
    tables.removeUpload(bucket.id(), upload);
    return written;
  }

  private static List<PartFacts> choose(List<PartFacts> there, List<CompletedPart> named) {
    if (named.isEmpty()) {
      throw new EngineException(ErrorCode.INVALID_REQUEST, "an upload needs at least one part");
    }
    Map<Integer, PartFacts> byNumber = new HashMap<>();
    there.forEach(part -> byNumber.put(part.number(), part));
    List<PartFacts> chosen = new ArrayList<>();
    int last = 0;
    for (CompletedPart part : named) {
      if (part.number() <= last) {
        throw new EngineException(
            ErrorCode.INVALID_PART_ORDER, "part " + part.number() + " comes after part " + last);
      }
      last = part.number();
      chosen.add(require(byNumber.get(last), part));
    }
    requireSizes(chosen);
    return chosen;
  }

  private static PartFacts require(@Nullable PartFacts there, CompletedPart named) {
    if (there == null || !there.etag().equals(named.etag())) {
      throw new EngineException(
          ErrorCode.INVALID_PART,
          "part " + named.number() + (there == null ? " is missing" : " has another ETag"));
    }
    return there;
  }

  private static void requireSizes(List<PartFacts> chosen) {
    for (PartFacts part : chosen.subList(0, chosen.size() - 1)) {
      if (part.size() < LEAST_PART) {
        throw new EngineException(
            ErrorCode.ENTITY_TOO_SMALL,
            "part "
                + part.number()
                + " has "
                + part.size()
                + " bytes, and all but the last need at least "
                + LEAST_PART);
      }
    }
  }

  void abort(String bucket, String key, String uploadId, Deadline deadline) {
    storage.write(
        deadline,
        tables -> {
          UploadFacts upload = find(tables, bucket, key, uploadId);
          tables.removeUpload(Buckets.require(tables, bucket).id(), upload);
          return upload;
        });
  }

  PartPage parts(
      String bucket, String key, String uploadId, int above, int wanted, Deadline deadline) {
    int limit = Math.min(wanted, MOST_PARTS_LISTED);
    return storage.read(
        deadline,
        tables -> {
          UploadFacts upload = find(tables, bucket, key, uploadId);
          List<PartFacts> found = tables.parts(uploadId, above, limit + 1);
          boolean truncated = found.size() > limit;
          return new PartPage(upload, truncated ? found.subList(0, limit) : found, truncated);
        });
  }

  private static UploadFacts find(Tables tables, String bucket, String key, String uploadId) {
    UploadFacts upload = tables.upload(Buckets.require(tables, bucket).id(), key, uploadId);
    if (upload == null) {
      throw new EngineException(
          ErrorCode.NO_SUCH_UPLOAD, "'" + key + "' has no upload '" + uploadId + "'");
    }
    return upload;
  }
}
