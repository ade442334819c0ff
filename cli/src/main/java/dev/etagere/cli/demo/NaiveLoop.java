package dev.etagere.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * What one writes by hand on the SDK: read, put on condition of the ETag, and from the start when
 * that fails. It looks right, and over-counts: a put whose reply is lost is sent again by the SDK,
 * fails against itself with 412, and is taken for somebody else's.
 */
final class NaiveLoop implements Contestant {
  private final S3Client client;
  private final String bucket;
  private final ObjectMapper json = new ObjectMapper();

  NaiveLoop(S3Client client, String bucket) {
    this.client = client;
    this.bucket = bucket;
  }

  @Override
  public String name() {
    return "naive loop";
  }

  @Override
  public Writer writer(String name, Score score) {
    return key -> {
      while (!tried(key, name)) {
        // Somebody was first, or the request failed: once more.
      }
      score.acknowledge();
    };
  }

  private boolean tried(String key, String name) {
    try {
      Tally tally = Tally.empty();
      PutObjectRequest.Builder put = PutObjectRequest.builder().bucket(bucket).key(key);
      try {
        ResponseBytes<GetObjectResponse> now =
            client.getObject(r -> r.bucket(bucket).key(key), ResponseTransformer.toBytes());
        tally = json.readValue(now.asByteArray(), Tally.class);
        put.ifMatch(now.response().eTag());
      } catch (NoSuchKeyException e) {
        put.ifNoneMatch("*");
      }
      byte[] next = json.writeValueAsBytes(tally.plusOne(name));
      client.putObject(put.build(), RequestBody.fromBytes(next));
      return true;
    } catch (SdkException e) {
      return false;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the counter is no JSON", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
