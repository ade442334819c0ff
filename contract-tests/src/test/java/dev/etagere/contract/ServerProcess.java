package dev.etagere.contract;

import dev.etagere.core.Ambient;
import dev.etagere.local.LocalEngine;
import dev.etagere.local.server.LocalKeys;
import dev.etagere.local.server.LocalS3Server;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** A local S3 in a process of its own, on a directory that others may serve too. */
final class ServerProcess implements AutoCloseable {
  static final String BUCKET = "shared";

  private final Jvm jvm;
  private final Path directory;
  private final URI endpoint;

  private ServerProcess(Jvm jvm, Path directory) throws IOException {
    this.jvm = jvm;
    this.directory = directory;
    this.endpoint = URI.create(jvm.line());
  }

  /** Starts one with a small heap, which is enough for bodies of any size. */
  static ServerProcess start(Path directory) throws IOException {
    List<String> options = List.of("-Xmx128m", "-XX:+UseSerialGC");
    return new ServerProcess(
        Jvm.start(ServerProcess.class, options, directory.toString()), directory);
  }

  URI endpoint() {
    return endpoint;
  }

  S3Client client() {
    return client(directory, endpoint).build();
  }

  /** A client without retries of its own, with the keys kept in the directory. */
  static S3ClientBuilder client(Path directory, URI endpoint) {
    LocalKeys keys = keys(directory);
    return S3Client.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(keys.accessKey(), keys.secretKey())));
  }

  static LocalKeys keys(Path directory) {
    return LocalKeys.in(directory.resolve("keys"));
  }

  /** What the process does, until its standard input ends. */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    try (LocalEngine engine = LocalEngine.onDisk(directory, Ambient.system());
        LocalS3Server server =
            LocalS3Server.builder().engine(engine).keys(keys(directory)).start()) {
      engine.createBucket(BUCKET);
      System.out.println(server.endpoint());
      while (System.in.read() >= 0) {
        // Waits for the end.
      }
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    jvm.close();
  }
}
