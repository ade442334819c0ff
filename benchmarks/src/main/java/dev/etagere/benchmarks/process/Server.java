package dev.etagere.benchmarks.process;

import dev.etagere.core.Location;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A local S3 in another process, with one bucket. */
public final class Server implements S3 {
  private final Talker process;
  private final String region;
  private final URI endpoint;

  private Server(Talker process, String region) throws IOException {
    this.process = process;
    this.region = region;
    this.endpoint = URI.create(process.hear());
  }

  /** In memory, so far away; a whole run leaves more than a million objects there. */
  public static Server inMemory(int latencyMillis) throws IOException {
    return start(latencyMillis, "4g", null);
  }

  /** On disk, for large objects. */
  public static Server onDisk(Path directory) throws IOException {
    return start(0, "512m", directory);
  }

  private static Server start(int latencyMillis, String heap, @Nullable Path directory)
      throws IOException {
    String region = "us-east-1";
    String latency = Integer.toString(latencyMillis);
    String[] arguments =
        directory == null
            ? new String[] {region, latency}
            : new String[] {region, latency, directory.toString()};
    return new Server(
        Talker.java(ServerMain.class, List.of("-Xmx" + heap), Map.of(), arguments), region);
  }

  @Override
  public URI endpoint() {
    return endpoint;
  }

  @Override
  public String bucket() {
    return ServerMain.BUCKET;
  }

  @Override
  public Location location() {
    return location(endpoint);
  }

  /** The same, reached by another way. */
  public Location location(URI through) {
    return Location.data(uri(through));
  }

  /** As a witness. */
  public Location witness() {
    return Location.witness(uri(endpoint));
  }

  private String uri(URI through) {
    return "s3://" + bucket() + "?endpoint=" + through + "&region=" + region + "&path-style=true";
  }

  @Override
  public Map<String, String> environment() {
    return Map.of(
        "AWS_ACCESS_KEY_ID",
        ServerMain.ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY",
        ServerMain.SECRET_KEY,
        "AWS_REGION",
        "us-east-1");
  }

  /** Lets clients of this process find the credentials where the SDK looks first. */
  public static void useCredentials() {
    System.setProperty("aws.accessKeyId", ServerMain.ACCESS_KEY);
    System.setProperty("aws.secretAccessKey", ServerMain.SECRET_KEY);
    System.setProperty("aws.region", "us-east-1");
  }

  @Override
  public synchronized long requests() throws IOException {
    return Long.parseLong(process.ask("requests"));
  }

  /** How far away it is from now on. */
  public synchronized void latency(int millis) throws IOException {
    process.ask("latency " + millis);
  }

  /** From now on this share of the answers to GetObject come so much later. */
  public synchronized void slow(double share, int millis, long seed) throws IOException {
    process.ask("slow " + share + " " + millis + " " + seed);
  }

  /** From now on nothing is slow. */
  public synchronized void well() throws IOException {
    process.ask("well");
  }

  /** Takes requests and answers none. */
  public synchronized void freeze() throws IOException {
    process.ask("freeze");
  }

  /** Goes on. */
  public synchronized void thaw() throws IOException {
    process.ask("thaw");
  }

  /** So many objects of one byte, their keys the prefix and eight digits. */
  public synchronized void fill(String prefix, int count) throws IOException {
    process.ask("fill " + prefix + " " + count);
  }

  @Override
  public synchronized void close() {
    process.close();
  }
}
