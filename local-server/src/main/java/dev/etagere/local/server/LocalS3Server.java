package dev.etagere.local.server;

import dev.etagere.core.Ambient;
import dev.etagere.local.LocalEngine;
import dev.etagere.local.server.awssdk.EngineBlobStore;
import dev.etagere.local.server.fault.Faults;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * S3 over HTTP in front of a {@link LocalEngine}, for development and tests: any S3 client can use
 * it, path-style at {@link #endpoint()}, or with the bucket before {@code .localhost}.
 *
 * <pre>{@code
 * try (LocalEngine engine = LocalEngine.inMemory(Ambient.system());
 *     LocalS3Server server = LocalS3Server.builder().engine(engine).start()) {
 *   engine.createBucket("my-bucket");
 *   ...
 * }
 * }</pre>
 *
 * <p><b>Guarantees.</b> Those of the engine: conditions as AWS documents them, on PutObject,
 * CopyObject (both ends), CompleteMultipartUpload, DeleteObject, each entry of DeleteObjects,
 * GetObject and HeadObject, judged in one step with the write, also between servers in several
 * processes on one directory. Every request must be signed (SigV4, in a header or presigned).
 * Bodies stream: the heap needed does not grow with them. It listens on 127.0.0.1 only.
 *
 * <p><b>Limits.</b> No tags, bucket policies, lifecycles, object locks, MFA delete or SSE-C: such
 * requests are answered 501 NotImplemented. Encryption and ACLs are kept and told, and mean nothing
 * (but ETags under SSE-KMS are not MD5s). Rules for replication are kept and told; a {@link
 * dev.etagere.local.Replication} does what they say, see {@link LocalRegions}.
 *
 * <p>{@link #faults()} makes it fail on purpose; {@link #freeze()} and {@link #stop()} take it
 * away. Safe for use by many threads. Close it; the engine stays open.
 */
public final class LocalS3Server implements AutoCloseable {
  private final LocalEngine engine;
  private final LocalKeys keys;
  private final String region;
  private final Faults faults = new Faults();
  private final HttpListener listener;
  private boolean listening = true;
  private boolean closed;

  private LocalS3Server(LocalEngine engine, LocalKeys keys, String region, int port) {
    this.engine = engine;
    this.keys = keys;
    this.region = region;
    EngineBlobStore store = new EngineBlobStore(engine, region);
    S3Servlet servlet = new S3Servlet(store, keys, region, Ambient.system());
    this.listener = new HttpListener(servlet, faults, port);
    listener.start();
  }

  /** A builder; an engine is all it needs. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Where it listens, such as {@code http://127.0.0.1:34567}; stays the same until it is closed.
   */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + listener.port());
  }

  /** The region requests must be signed for. */
  public String region() {
    return region;
  }

  /** Who must sign. */
  public String accessKey() {
    return keys.accessKey();
  }

  /** What to sign with. */
  public String secretKey() {
    return keys.secretKey();
  }

  /** What goes wrong on purpose, and how many requests arrived. */
  public Faults faults() {
    return faults;
  }

  /** What it serves. */
  public LocalEngine engine() {
    return engine;
  }

  /**
   * From now on connections and requests are taken and nothing is done or answered, as by a process
   * that was stopped (SIGSTOP), until {@link #thaw()}.
   */
  public void freeze() {
    listener.freeze();
  }

  /**
   * All that arrived since {@link #freeze()} is done now, late, whether its sender still waits or
   * not.
   */
  public void thaw() {
    listener.thaw();
  }

  /** Whether requests are answered: not frozen, stopped or closed. */
  public synchronized boolean isServing() {
    return listening && !closed && listener.isServing();
  }

  /** From now on every request takes so much longer to arrive. None by default. */
  public void setLatency(Duration latency) {
    if (latency.isNegative()) {
      throw new IllegalArgumentException("no request arrives before it is sent: " + latency);
    }
    listener.setLatency(latency);
  }

  /**
   * Closes the port and every connection, as if the process had been killed; what a thread was just
   * doing may still take effect. {@link #start()} opens the same port. Does nothing if it is
   * stopped.
   */
  public synchronized void stop() {
    if (listening && !closed) {
      listening = false;
      listener.cut();
    }
  }

  /**
   * Listens again after {@link #stop()}. Does nothing if it does already.
   *
   * @throws java.io.UncheckedIOException if somebody else has the port, and goes on having it for 5
   *     s
   * @throws IllegalStateException if it was closed
   */
  public synchronized void start() {
    if (closed) {
      throw new IllegalStateException("the server was closed; build a new one");
    }
    if (!listening) {
      listener.resume();
      listening = true;
    }
  }

  /**
   * Ends the stalls, gives requests under way 5 seconds to finish, and stops. No thread is left.
   * The engine stays open. Closing again does nothing.
   */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      listener.close();
    }
  }

  @Override
  public String toString() {
    return "LocalS3Server[" + endpoint() + "]";
  }

  /** Collects what a server is made of; for one thread. */
  public static final class Builder {
    private @Nullable LocalEngine engine;
    private @Nullable LocalKeys keys;
    private String region = "us-east-1";
    private int port;

    private Builder() {}

    /**
     * What to serve; required. Its buckets are the server's, and the server creates none by itself.
     */
    public Builder engine(LocalEngine served) {
      engine = served;
      return this;
    }

    /** The port; 0, the default, for a free one. */
    public Builder port(int number) {
      if (number < 0 || number > 65_535) {
        throw new IllegalArgumentException("port " + number + " is not among 0 to 65535");
      }
      port = number;
      return this;
    }

    /** The keys requests must be signed with; random ones by default. */
    public Builder keys(String accessKey, String secretKey) {
      return keys(new LocalKeys(accessKey, secretKey));
    }

    /** The keys requests must be signed with; random ones by default. */
    public Builder keys(LocalKeys both) {
      keys = both;
      return this;
    }

    /** The region requests must be signed for; {@code us-east-1} by default. */
    public Builder region(String name) {
      region = name;
      return this;
    }

    /**
     * Starts the server; it listens when this returns.
     *
     * @throws IllegalStateException if no engine was given
     * @throws java.io.UncheckedIOException if the port cannot be had; choose another, or 0
     */
    public LocalS3Server start() {
      if (engine == null) {
        throw new IllegalStateException("a server needs an engine to serve: call engine(...)");
      }
      LocalKeys chosen = Objects.requireNonNullElseGet(keys, LocalKeys::random);
      return new LocalS3Server(engine, chosen, region, port);
    }
  }
}
