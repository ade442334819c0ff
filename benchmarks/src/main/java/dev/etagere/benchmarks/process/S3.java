package dev.etagere.benchmarks.process;

import dev.etagere.core.Location;
import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** An S3 in another process, with one bucket, for clients in processes of their own. */
public interface S3 extends AutoCloseable {
  /** Where it listens. */
  URI endpoint();

  /** Its bucket. */
  String bucket();

  /** As a location, the client made by Etagere. */
  Location location();

  /** What a client's process has to have in its environment. */
  Map<String, String> environment();

  /** How many requests have arrived; below zero where nobody counts. */
  long requests() throws IOException;

  @Override
  void close();
}
