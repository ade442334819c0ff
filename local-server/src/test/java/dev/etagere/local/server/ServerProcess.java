package dev.etagere.local.server;

import dev.etagere.core.Ambient;
import dev.etagere.local.LocalEngine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** A server on a directory in a process of its own; it ends when its standard input does. */
final class ServerProcess implements AutoCloseable {
  private final Process process;
  final URI endpoint;

  ServerProcess(Path directory, String heap) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    process =
        new ProcessBuilder(
                java,
                "-Xmx" + heap,
                "-cp",
                classes,
                ServerProcess.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = output.readLine();
    if (line == null) {
      throw new IOException("the server did not start");
    }
    endpoint = URI.create(line);
  }

  /** What the process does. */
  public static void main(String[] args) throws IOException {
    try (LocalEngine engine = LocalEngine.onDisk(Path.of(args[0]), Ambient.system());
        LocalS3Server server =
            LocalS3Server.builder().engine(engine).keys("test", "secret").start()) {
      engine.createBucket(Rig.BUCKET);
      System.out.println(server.endpoint());
      while (System.in.read() >= 0) {
        // Waits for the end.
      }
    }
  }

  S3ClientBuilder client() {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "secret")))
        .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()));
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("the server did not end by itself");
    }
  }
}
