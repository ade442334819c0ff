package dev.etagere.cli;

import dev.etagere.Etagere;
import dev.etagere.core.Location;
import dev.etagere.failover.store.FailoverPolicy;
import dev.etagere.local.server.LocalRegion;
import dev.etagere.local.server.LocalRegions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Two regions over HTTP that replicate to each other, and the command on them. */
final class TwoRegions implements AutoCloseable {
  static final String EU = "s3://shelf-eu";
  static final String US = "s3://shelf-us";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final LocalRegions regions =
      LocalRegions.builder()
          .region("eu-west-1", "shelf-eu")
          .region("us-east-1", "shelf-us")
          .start();
  private final List<S3Client> clients = new ArrayList<>();

  /** A new one for each command, as each process has: no connection is left from before. */
  private synchronized S3Client newClient(Location location) {
    S3Client client = client(location.toString().equals(EU) ? eu() : us());
    clients.add(client);
    return client;
  }

  private S3Client client(LocalRegion region) {
    return S3Client.builder()
        .endpointOverride(region.endpoint())
        .region(Region.of(region.name()))
        .forcePathStyle(true)
        .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(regions.accessKey(), regions.secretKey())))
        .build();
  }

  /** The command over both, Europe first. */
  Commandline etagere(Path home) {
    return only(home).before("--at", EU, "--at", US);
  }

  /** The command without a location, to give some of the two by {@code --at}. */
  Commandline only(Path home) {
    Opener opener =
        (locations, deadline, listener) -> {
          Etagere.Builder builder =
              Etagere.builder()
                  .failover(FailoverPolicy.defaults().withAttemptLimit(Duration.ofMillis(500)));
          if (deadline != null) {
            builder = builder.deadline(deadline).transferDeadline(deadline);
          }
          for (Location location : locations) {
            builder = builder.s3Client(location, newClient(location));
          }
          return builder.open(locations.toArray(Location[]::new));
        };
    return Commandline.with(home, opener);
  }

  LocalRegion eu() {
    return regions.region("eu-west-1");
  }

  LocalRegion us() {
    return regions.region("us-east-1");
  }

  void awaitReplicated() throws InterruptedException {
    regions.awaitReplicated(PATIENCE);
  }

  @Override
  public void close() {
    clients.forEach(S3Client::close);
    regions.close();
  }
}
