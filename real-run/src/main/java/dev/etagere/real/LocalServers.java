package dev.etagere.real;

import dev.etagere.core.Ambient;
import dev.etagere.core.Location;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Local S3 servers on disk, 5, 40 and 15 ms away. */
final class LocalServers implements Servers {
  private static final int[] LATENCIES = {5, 40, 15};
  private static final int LEAST_PORT = 20_000;
  private static final int BELOW_PORT = 32_000;
  private static final int MOST_TRIES = 100;

  private final Path directory;
  private final List<Integer> ports = new ArrayList<>();
  private final List<Child> children = new ArrayList<>();

  LocalServers(Path directory) throws IOException {
    this.directory = directory;
    for (int i = 0; i < LATENCIES.length; i++) {
      ports.add(freePort());
    }
    for (int i = 0; i < LATENCIES.length; i++) {
      children.add(server(i));
    }
    for (Child child : children) {
      child.awaitReady();
    }
  }

  /**
   * Below those that the system gives to connections: one of a client must not take the port of a
   * server that is down for a while.
   */
  private int freePort() throws IOException {
    for (int i = 0; i < MOST_TRIES; i++) {
      int port = Ambient.system().random().nextInt(LEAST_PORT, BELOW_PORT);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        if (!ports.contains(port)) {
          return socket.getLocalPort();
        }
      } catch (BindException e) {
        // Somebody has it: another one.
      }
    }
    throw new IOException("no free port among " + MOST_TRIES + " that were tried");
  }

  private Child server(int i) throws IOException {
    return Child.start(
        Server.class,
        Map.of(),
        directory.resolve("location-" + i).toString(),
        Integer.toString(ports.get(i)),
        Integer.toString(LATENCIES[i]));
  }

  private String uri(int i) {
    return "s3://"
        + Server.BUCKET
        + "?endpoint=http://127.0.0.1:"
        + ports.get(i)
        + "&region=us-east-1&path-style=true";
  }

  @Override
  public List<Location> locations() {
    return List.of(Location.data(uri(0)), Location.data(uri(1)), Location.witness(uri(2)));
  }

  @Override
  public Map<String, String> environment() {
    return Map.of(
        "AWS_ACCESS_KEY_ID", Server.ACCESS_KEY, "AWS_SECRET_ACCESS_KEY", Server.SECRET_KEY);
  }

  @Override
  public void freeze(int location) throws IOException, InterruptedException {
    children.get(location).signal("STOP");
  }

  @Override
  public void thaw(int location) throws IOException, InterruptedException {
    children.get(location).signal("CONT");
  }

  @Override
  public void kill(int location) throws InterruptedException {
    children.get(location).kill();
  }

  @Override
  public void restart(int location) throws IOException {
    children.set(location, server(location));
    children.get(location).awaitReady();
  }

  @Override
  public void close() {
    try {
      for (Child child : children) {
        child.kill();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
