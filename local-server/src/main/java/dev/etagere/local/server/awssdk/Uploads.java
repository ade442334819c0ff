package dev.etagere.local.server.awssdk;

import dev.etagere.local.CompletedPart;
import dev.etagere.local.Headers;
import dev.etagere.local.LocalEngine;
import dev.etagere.local.ObjectFacts;
import dev.etagere.local.PartFacts;
import dev.etagere.local.PartPage;
import dev.etagere.local.PutRequest;
import dev.etagere.local.Range;
import dev.etagere.local.server.fault.Operation;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.gaul.s3proxy.blobstore.SdkResponses;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Multipart uploads. */
final class Uploads {
  private static final int MOST_PARTS = 10_000;
  private static final int PAGE = 1_000;

  private final LocalEngine engine;

  Uploads(LocalEngine engine) {
    this.engine = engine;
  }

  MultipartUpload create(CreateMultipartUploadRequest request, Carried carried) {
    if (request.key().chars().anyMatch(c -> c < 0x20)) {
      // S3Proxy answers with the key in XML, which cannot carry it: the upload's id would be lost.
      throw S3Errors.of(400, "InvalidArgument", "an upload's key has no control characters here");
    }
    Headers headers = carried.headers();
    String id = Calls.to(() -> engine.createUpload(request.bucket(), request.key(), headers));
    CreateMultipartUploadResponse response =
        CreateMultipartUploadResponse.builder()
            .serverSideEncryption(headers.encryption())
            .ssekmsKeyId(headers.kmsKeyId())
            .build();
    return new MultipartUpload(id, request, response);
  }

  void abort(MultipartUpload upload) {
    Calls.to(
        () -> {
          engine.abortUpload(upload.containerName(), upload.blobName(), upload.id());
          return upload;
        });
  }

  UploadPartResponse put(MultipartUpload upload, UploadPartRequest request, InputStream body) {
    PutRequest put =
        PutRequest.of(Headers.none())
            .withLength(request.contentLength())
            .withMd5(EngineBlobStore.hex(request.contentMD5()));
    PartFacts part =
        Calls.to(
            () ->
                engine.uploadPart(
                    upload.containerName(),
                    upload.blobName(),
                    upload.id(),
                    request.partNumber(),
                    body,
                    put));
    return SdkResponses.uploadedPart(Views.quoted(part.etag()));
  }

  UploadPartCopyResponse copy(
      MultipartUpload upload, UploadPartCopyRequest request, Carried carried) {
    Range range = Views.range(request.copySourceRange());
    PartFacts part =
        Calls.to(
            () ->
                engine.copyPart(
                    upload.containerName(),
                    upload.blobName(),
                    upload.id(),
                    request.partNumber(),
                    request.sourceBucket(),
                    request.sourceKey(),
                    request.sourceVersionId(),
                    carried.sourceIf(),
                    range));
    return SdkResponses.copiedPart(Views.quoted(part.etag()), part.lastModified(), null);
  }

  /** Called by S3Proxy to answer ListParts, and to check what CompleteMultipartUpload names. */
  List<Part> parts(MultipartUpload upload, Carried carried) {
    if (carried.operation() == Operation.LIST_PARTS) {
      throw listed(upload, carried);
    }
    PartPage page = page(upload, 0, MOST_PARTS);
    if (page.parts().isEmpty()) {
      // Of an empty list S3Proxy would conclude that the upload was completed before.
      throw S3Errors.of(400, "InvalidPart", "the upload has no parts");
    }
    return page.parts().stream()
        .map(
            part ->
                SdkResponses.part(
                    part.number(), part.size(), Views.quoted(part.etag()), part.lastModified()))
        .toList();
  }

  private PartPage page(MultipartUpload upload, int above, int limit) {
    return Calls.to(
        () ->
            engine.listParts(upload.containerName(), upload.blobName(), upload.id(), above, limit));
  }

  /** S3Proxy would list all on one page. */
  private Answered listed(MultipartUpload upload, Carried carried) {
    int above = Numbers.parse(carried.query("part-number-marker"), "part-number-marker", 0);
    int limit = Math.min(PAGE, Numbers.parse(carried.query("max-parts"), "max-parts", PAGE));
    PartPage page = page(upload, above, limit);
    List<PartFacts> parts = page.parts();
    Xml xml =
        new Xml("ListPartsResult")
            .element("Bucket", upload.containerName())
            .element("Key", upload.blobName())
            .element("UploadId", upload.id())
            .element("StorageClass", "STANDARD")
            .element("PartNumberMarker", above)
            .element("MaxParts", limit)
            .element("IsTruncated", page.truncated());
    if (!parts.isEmpty()) {
      xml.element("NextPartNumberMarker", parts.get(parts.size() - 1).number());
    }
    parts.forEach(part -> write(xml, part));
    return new Answered(xml.end());
  }

  private static void write(Xml xml, PartFacts part) {
    xml.open("Part")
        .element("PartNumber", part.number())
        .element("LastModified", part.lastModified())
        .element("ETag", Views.quoted(part.etag()))
        .element("Size", part.size())
        .close("Part");
  }

  CompleteMultipartUploadResponse complete(
      MultipartUpload upload, CompleteMultipartUploadRequest request, Carried carried) {
    List<CompletedPart> parts = named(request, carried);
    requireSize(upload, parts, carried);
    ObjectFacts facts =
        Calls.to(
            () ->
                engine.completeUpload(
                    upload.containerName(),
                    upload.blobName(),
                    upload.id(),
                    parts,
                    carried.writeIf()));
    return CompleteMultipartUploadResponse.builder()
        .eTag(Views.quoted(facts.etag()))
        .versionId(facts.versionId())
        .serverSideEncryption(facts.headers().encryption())
        .ssekmsKeyId(facts.headers().kmsKeyId())
        .build();
  }

  /** The parts in the client's order, so that the engine can refuse a wrong one. */
  private static List<CompletedPart> named(
      CompleteMultipartUploadRequest request, Carried carried) {
    Map<Integer, CompletedPart> sorted =
        request.multipartUpload().parts().stream()
            .map(part -> new CompletedPart(part.partNumber(), part.eTag().replace("\"", "")))
            .collect(Collectors.toMap(CompletedPart::number, Function.identity()));
    List<Integer> order = carried.partsInOrder();
    boolean seen = sorted.keySet().equals(Set.copyOf(order));
    return (seen ? order.stream() : sorted.keySet().stream().sorted()).map(sorted::get).toList();
  }

  private void requireSize(MultipartUpload upload, List<CompletedPart> parts, Carried carried) {
    Long expected = carried.expectedSize();
    if (expected == null) {
      return;
    }
    Map<Integer, Long> sizes =
        page(upload, 0, MOST_PARTS).parts().stream()
            .collect(Collectors.toMap(PartFacts::number, PartFacts::size));
    long size = parts.stream().mapToLong(part -> sizes.getOrDefault(part.number(), 0L)).sum();
    if (size != expected) {
      throw S3Errors.of(
          400,
          "InvalidRequest",
          "the parts have " + size + " bytes, not the " + expected + " told");
    }
  }
}
