package dev.etagere.local.server;

import dev.etagere.core.Ambient;
import dev.etagere.local.LocalEngine;
import dev.etagere.local.ReadIf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/** A server over an engine in memory, with a bucket and clients that never send twice. */
final class Rig implements AutoCloseable {
  static final String BUCKET = "bkt";

  final LocalEngine engine;
  final LocalS3Server server;
  final S3Client s3;
  private final List<AutoCloseable> open = new ArrayList<>();

  Rig() {
    this(LocalEngine.inMemory(Ambient.system()));
  }

  Rig(LocalEngine engine) {
    this(engine, "us-east-1");
  }

  Rig(LocalEngine engine, String region) {
    this.engine = engine;
    engine.createBucket(BUCKET);
    server = LocalS3Server.builder().engine(engine).region(region).start();
    s3 = client();
  }

  S3Client client() {
    return client(builder -> {});
  }

  S3Client client(Consumer<S3ClientBuilder> settings) {
    return client(server.accessKey(), server.secretKey(), settings);
  }

  S3Client client(String accessKey, String secretKey, Consumer<S3ClientBuilder> settings) {
    S3ClientBuilder builder =
        S3Client.builder()
            .endpointOverride(server.endpoint())
            .region(Region.of(server.region()))
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
            .forcePathStyle(true)
            .httpClientBuilder(
                Apache5HttpClient.builder()
                    .maxConnections(64)
                    .socketTimeout(Duration.ofSeconds(10)))
            .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()));
    settings.accept(builder);
    S3Client client = builder.build();
    open.add(client);
    return client;
  }

  static void checksums(S3ClientBuilder builder, boolean always) {
    builder
        .requestChecksumCalculation(
            always
                ? RequestChecksumCalculation.WHEN_SUPPORTED
                : RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(
            always
                ? ResponseChecksumValidation.WHEN_SUPPORTED
                : ResponseChecksumValidation.WHEN_REQUIRED);
  }

  static void unchunked(S3ClientBuilder builder) {
    checksums(builder, false);
    builder.forcePathStyle(null);
    builder.serviceConfiguration(
        S3Configuration.builder()
            .pathStyleAccessEnabled(true)
            .chunkedEncodingEnabled(false)
            .build());
  }

  String put(String key, String body) {
    return s3.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromString(body)).eTag();
  }

  String get(String key) {
    return s3.getObjectAsBytes(r -> r.bucket(BUCKET).key(key)).asUtf8String();
  }

  /** What the engine holds, past all HTTP; {@code null} if nothing. */
  String held(String key) throws IOException {
    if (engine.list(BUCKET, dev.etagere.local.ListRequest.all().under(key)).items().stream()
        .noneMatch(facts -> facts.key().equals(key))) {
      return null;
    }
    try (var object = engine.get(BUCKET, key, ReadIf.always(), null)) {
      return new String(object.body().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The answer as text: {@code ok}, or status and code, or {@code io} if there was none. */
  static String answer(Callable<?> call) {
    try {
      call.call();
      return "ok";
    } catch (AwsServiceException e) {
      String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
      return e.statusCode() + (code == null || code.isEmpty() ? "" : " " + code);
    } catch (SdkClientException | IOException e) {
      return "io";
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    for (AutoCloseable each : open) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    server.close();
    engine.close();
  }
}
