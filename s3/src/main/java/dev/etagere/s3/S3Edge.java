package dev.etagere.s3;

import dev.etagere.core.Attributes;
import dev.etagere.core.Content;
import dev.etagere.core.Precondition;
import dev.etagere.core.UnsupportedException;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.Stamp;
import dev.etagere.core.spi.StoreSettings;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.S3ServiceClientConfiguration;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.s3.presigner.model.PresignedGetObjectRequest;
import software.amazon.awssdk.services.s3.presigner.model.PresignedPutObjectRequest;

/**
 * What is S3's own: presigned URLs, the SDK's client and its responses. From a store by {@code
 * store.edge(S3Edge.class)}. Safe for use by many threads.
 */
public final class S3Edge {
  private final S3Requests requests;
  private final Etags etags;
  private final Bucket bucket;
  private final S3Trust trust;
  private final StoreSettings settings;
  private @Nullable S3Presigner presigner;

  S3Edge(S3Requests requests, Etags etags, Bucket bucket, S3Trust trust, StoreSettings settings) {
    this.trust = trust;
    this.settings = settings;
    this.requests = requests;
    this.etags = etags;
    this.bucket = bucket;
  }

  /** The client the store sends its requests with. */
  public S3Client client() {
    return requests.client();
  }

  /** The bucket. */
  public String bucket() {
    return bucket.name();
  }

  /** The key in the bucket of a key of the store. */
  public String keyInBucket(String key) {
    return bucket.key(key);
  }

  /**
   * A URL that reads an object without credentials.
   *
   * @param validFor at most 7 days, and no longer than the credentials that sign it
   */
  public URI presignGet(String key, Duration validFor) {
    PresignedGetObjectRequest signed =
        signed(
            key,
            signer ->
                signer.presignGetObject(
                    p ->
                        p.signatureDuration(validFor)
                            .getObjectRequest(r -> r.bucket(bucket.name()).key(bucket.key(key)))));
    return URI.create(signed.url().toString());
  }

  /**
   * A URL that writes an object without credentials, under a precondition. Whoever uses it sends
   * the headers that {@link Presigned#headers} names, exactly. Such a write leaves no write id, so
   * the outcome of another write that lost its reply at that time may be unknown.
   *
   * @param validFor at most 7 days, and no longer than the credentials that sign it
   * @throws UnsupportedException if the location does not honour such a precondition
   */
  public Presigned presignPut(
      String key, Attributes attributes, Precondition precondition, Duration validFor) {
    Stamp.none().addTo(attributes.metadata()); // the store's own name is refused
    Kept kept = Kept.of(Content.of(new byte[0]).with(attributes));
    trust.require(key, precondition, Deadline.after(settings.deadline(), settings.ambient()));
    PutObjectRequest.Builder put =
        kept.put()
            .bucket(bucket.name())
            .key(bucket.key(key))
            .overrideConfiguration(kept.on(AwsRequestOverrideConfiguration.builder().build()));
    if (precondition instanceof Precondition.Matches matches) {
      put.ifMatch(etags.condition(matches.version()));
    } else if (precondition instanceof Precondition.Absent) {
      put.ifNoneMatch("*");
    }
    PresignedPutObjectRequest signed =
        signed(
            key,
            signer ->
                signer.presignPutObject(
                    p -> p.signatureDuration(validFor).putObjectRequest(put.build())));
    return new Presigned(URI.create(signed.url().toString()), signed.signedHeaders());
  }

  /**
   * A presigned URL.
   *
   * @param url where to send the request
   * @param headers the headers it must carry, {@code Host} among them
   */
  public record Presigned(URI url, java.util.Map<String, java.util.List<String>> headers) {}

  /**
   * Runs a call on the store and gives the SDK's response to the last request of it beside its
   * result, for what the store does not tell: {@code edge.withResponse(() -> store.create(key,
   * content))}. A response to a read or write that went in parts is that of its last request on
   * this thread.
   */
  public <R> WithResponse<R> withResponse(Supplier<R> call) {
    ResponseCapture capture = ResponseCapture.begin();
    try {
      return new WithResponse<>(call.get(), capture.last());
    } finally {
      capture.end();
    }
  }

  /**
   * A result and the SDK's response.
   *
   * @param <R> the type of the result
   * @param result what the call returned
   * @param response such as a {@code PutObjectResponse}; {@code null} if no request was answered
   */
  public record WithResponse<R>(R result, @Nullable Object response) {}

  /** No request is sent, but credentials are fetched. */
  private <R> R signed(String key, Function<S3Presigner, R> signing) {
    try {
      return signing.apply(presigner());
    } catch (SdkException e) {
      throw requests
          .failure(new Sent.Never(e))
          .toException(key, "signing for '" + key + "'", requests.location());
    }
  }

  private synchronized S3Presigner presigner() {
    S3Presigner made = presigner;
    if (made == null) {
      made = presignerLike(requests.client());
      presigner = made;
    }
    return made;
  }

  /** A presigner takes nothing from a client by itself but its connections. */
  private S3Presigner presignerLike(S3Client client) {
    S3ServiceClientConfiguration as = client.serviceClientConfiguration();
    URL sample = client.utilities().getUrl(u -> u.bucket(bucket.name()).key("k"));
    boolean pathStyle = !sample.getHost().startsWith(bucket.name() + ".");
    S3Presigner.Builder builder =
        S3Presigner.builder()
            .s3Client(client)
            .region(as.region())
            .credentialsProvider(as.credentialsProvider())
            .serviceConfiguration(
                S3Configuration.builder().pathStyleAccessEnabled(pathStyle).build());
    as.endpointOverride().ifPresent(builder::endpointOverride);
    return builder.build();
  }

  synchronized void close() {
    if (presigner != null) {
      presigner.close();
    }
  }
}
