package dev.etagere.replication;

import dev.etagere.core.Location;
import dev.etagere.local.Headers;
import dev.etagere.local.PutRequest;
import dev.etagere.testkit.LocalLocation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** Two local S3 servers, and both as sites under the prefix {@code p/}. */
final class TwoSites implements AutoCloseable {
  static final String PREFIX = "p/";

  final LocalLocation atA = LocalLocation.start("eu-west-1", "bucket-a");
  final LocalLocation atB = LocalLocation.start("us-east-1", "bucket-b");
  final Twisted clientA = new Twisted(client(atA));
  final Twisted clientB = new Twisted(client(atB));
  final Site a = site("A", atA, clientA);
  final Site b = site("B", atB, clientB);

  private static Site site(String name, LocalLocation at, S3Client client) {
    Location location = Location.data("s3://" + at.bucket() + "/p");
    return Site.of(name, location, client, new FakeAmbient());
  }

  /** As locations opened by URI have it. */
  private static S3Client client(LocalLocation at) {
    return at.clientBuilder()
        .serviceConfiguration(c -> c.expectContinueEnabled(false).chunkedEncodingEnabled(false))
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  CopySummary copy(CopyOptions options) throws InterruptedException {
    CopyListener tellingFailures =
        new CopyListener() {
          @Override
          public void ended(String key, long size, Outcome outcome, String message) {
            if (outcome == Outcome.FAILED) {
              System.out.println("failed: " + message);
            }
          }
        };
    return new Copier(a, b, options, tellingFailures).run();
  }

  void put(LocalLocation at, String key, byte[] content) {
    try {
      at.engine()
          .put(
              at.bucket(),
              PREFIX + key,
              new ByteArrayInputStream(content),
              PutRequest.of(Headers.none()).withLength(content.length));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void put(LocalLocation at, String key, String content) {
    put(at, key, content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** Writes an object in parts of these sizes. */
  void putParts(LocalLocation at, String key, byte[] content, List<Long> sizes) {
    putParts(at, key, content, sizes, Map.of());
  }

  void putParts(
      LocalLocation at,
      String key,
      byte[] content,
      List<Long> sizes,
      Map<String, String> metadata) {
    S3Client s3 = at.client();
    String whole = PREFIX + key;
    String id =
        s3.createMultipartUpload(r -> r.bucket(at.bucket()).key(whole).metadata(metadata))
            .uploadId();
    List<CompletedPart> parts = new ArrayList<>();
    int from = 0;
    for (long size : sizes) {
      int number = parts.size() + 1;
      byte[] part = java.util.Arrays.copyOfRange(content, from, from + (int) size);
      from += (int) size;
      String etag =
          s3.uploadPart(
                  r -> r.bucket(at.bucket()).key(whole).uploadId(id).partNumber(number),
                  RequestBody.fromBytes(part))
              .eTag();
      parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
    }
    s3.completeMultipartUpload(
        r -> r.bucket(at.bucket()).key(whole).uploadId(id).multipartUpload(u -> u.parts(parts)));
  }

  HeadObjectResponse head(LocalLocation at, String key) {
    return at.client().headObject(r -> r.bucket(at.bucket()).key(PREFIX + key));
  }

  byte[] read(LocalLocation at, String key) {
    return at.client().getObjectAsBytes(r -> r.bucket(at.bucket()).key(PREFIX + key)).asByteArray();
  }

  List<String> keys(LocalLocation at) {
    return at
        .client()
        .listObjectsV2Paginator(r -> r.bucket(at.bucket()).prefix(PREFIX))
        .contents()
        .stream()
        .map(o -> o.key().substring(PREFIX.length()))
        .toList();
  }

  static byte[] random(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static byte[] join(byte[]... all) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] each : all) {
      joined.writeBytes(each);
    }
    return joined.toByteArray();
  }

  @Override
  public void close() {
    clientA.close();
    clientB.close();
    atA.close();
    atB.close();
  }
}
