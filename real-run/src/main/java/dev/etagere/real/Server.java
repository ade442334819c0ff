package dev.etagere.real;

import dev.etagere.core.Ambient;
import dev.etagere.local.LocalEngine;
import dev.etagere.local.server.LocalS3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** One location: a local S3 on disk, in a process of its own that ends with its standard input. */
final class Server {
  static final String BUCKET = "real";
  static final String ACCESS_KEY = "real-run";
  static final String SECRET_KEY = "no-secret-at-all";

  private Server() {}

  /** Takes the directory, the port and the latency in milliseconds. */
  public static void main(String[] arguments) throws IOException {
    try (LocalEngine engine = LocalEngine.onDisk(Path.of(arguments[0]), Ambient.system());
        LocalS3Server server =
            LocalS3Server.builder()
                .engine(engine)
                .port(Integer.parseInt(arguments[1]))
                .keys(ACCESS_KEY, SECRET_KEY)
                .start()) {
      engine.createBucket(BUCKET);
      server.setLatency(Duration.ofMillis(Long.parseLong(arguments[2])));
      System.out.println(server.endpoint());
      while (System.in.read() >= 0) {
        // Waits for the end.
      }
    }
  }
}
