package dev.etagere.real;

import dev.etagere.core.Location;
import dev.etagere.testkit.CephGateway;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Three Ceph gateways, each with a monitor and a disk of its own: nothing in common. */
final class CephServers implements Servers {
  private static final int LOCATIONS = 3;

  private final List<CephGateway> gateways;

  /** Starts all at once, and none if one does not start. */
  CephServers() throws InterruptedException {
    List<FutureTask<CephGateway>> starting = new ArrayList<>();
    for (int i = 0; i < LOCATIONS; i++) {
      starting.add(new FutureTask<>(CephServers::start));
      new Thread(starting.get(i), "ceph-" + i).start();
    }
    List<CephGateway> started = new ArrayList<>();
    RuntimeException failure = null;
    for (FutureTask<CephGateway> each : starting) {
      try {
        started.add(each.get());
      } catch (ExecutionException e) {
        failure = new IllegalStateException("a Ceph gateway did not start", e.getCause());
      }
    }
    gateways = List.copyOf(started);
    if (failure != null) {
      close();
      throw failure;
    }
  }

  private static CephGateway start() {
    CephGateway gateway = CephGateway.start();
    try {
      makeBucket(gateway);
      return gateway;
    } catch (RuntimeException e) {
      gateway.close();
      throw e;
    }
  }

  private static void makeBucket(CephGateway gateway) {
    try (S3Client client =
        S3Client.builder()
            .endpointOverride(gateway.endpoint())
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(gateway.accessKey(), gateway.secretKey())))
            .build()) {
      client.createBucket(b -> b.bucket(Server.BUCKET));
    }
  }

  private String uri(int i) {
    return "s3://"
        + Server.BUCKET
        + "?endpoint="
        + gateways.get(i).endpoint()
        + "&region=us-east-1&path-style=true"
        + "&lacks=delete-if-matches,conditional-multipart,conditional-copy";
  }

  @Override
  public List<Location> locations() {
    return List.of(Location.data(uri(0)), Location.data(uri(1)), Location.witness(uri(2)));
  }

  @Override
  public Map<String, String> environment() {
    return Map.of(
        "AWS_ACCESS_KEY_ID", gateways.get(0).accessKey(),
        "AWS_SECRET_ACCESS_KEY", gateways.get(0).secretKey());
  }

  @Override
  public void freeze(int location) {
    gateways.get(location).freeze();
  }

  @Override
  public void thaw(int location) {
    gateways.get(location).thaw();
  }

  @Override
  public void kill(int location) {
    gateways.get(location).kill();
  }

  @Override
  public void restart(int location) {
    gateways.get(location).restart();
  }

  @Override
  public void close() {
    gateways.forEach(CephGateway::close);
  }
}
