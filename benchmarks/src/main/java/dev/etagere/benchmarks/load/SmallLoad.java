package dev.etagere.benchmarks.load;

import dev.etagere.Etagere;
import dev.etagere.benchmarks.harness.Measure;
import dev.etagere.core.Content;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Creates or reads objects of 1 KiB, 16 at once. */
final class SmallLoad implements Load {
  static final int AT_ONCE = 16;
  static final int SIZE = 1024;

  /** One of those that create and read. */
  private interface Client extends AutoCloseable {
    void create(String key, byte[] body) throws Exception;

    int read(String key) throws Exception;

    @Override
    void close();
  }

  private final Client client;
  private final String prefix;
  private final byte[] body = new byte[SIZE];
  private final AtomicLong next = new AtomicLong();
  private final Threads threads = new Threads(AT_ONCE);

  SmallLoad(String who, String bucket, URI endpoint, Location location) throws Exception {
    this.client =
        switch (who) {
          case "etagere" -> ours(location);
          case Sdk.NETTY -> async(Sdk.async(endpoint), bucket);
          default -> sync(Sdk.sync(who, endpoint), bucket);
        };
    this.prefix = who + "/";
    Arrays.fill(body, (byte) 'x');
    for (int i = 0; i < AT_ONCE; i++) {
      client.create(prefix + "read-" + i, body);
    }
  }

  @Override
  public Measure round(String what, long millis) throws Exception {
    return threads.round(millis, what.equals("create") ? this::create : this::read);
  }

  private boolean create(int thread, long end) throws Exception {
    client.create(prefix + next.getAndIncrement(), body);
    return true;
  }

  private boolean read(int thread, long end) throws Exception {
    if (client.read(prefix + "read-" + thread) != SIZE) {
      throw new IllegalStateException("a read gave something else than was written");
    }
    return true;
  }

  @Override
  public void close() {
    threads.close();
    client.close();
  }

  private static Client ours(Location location) {
    ObjectStore store = Etagere.open(location);
    return new Client() {
      @Override
      public void create(String key, byte[] body) {
        store.create(key, Content.of(body));
      }

      @Override
      public int read(String key) {
        return store.get(key).orElseThrow().asBytes().length;
      }

      @Override
      public void close() {
        store.close();
      }
    };
  }

  private static Client sync(S3Client client, String bucket) {
    return new Client() {
      @Override
      public void create(String key, byte[] body) {
        client.putObject(
            r -> r.bucket(bucket).key(key).ifNoneMatch("*"), RequestBody.fromBytes(body));
      }

      @Override
      public int read(String key) {
        return client.getObjectAsBytes(r -> r.bucket(bucket).key(key)).asByteArray().length;
      }

      @Override
      public void close() {
        client.close();
      }
    };
  }

  private static Client async(S3AsyncClient client, String bucket) {
    return new Client() {
      @Override
      public void create(String key, byte[] body) {
        client
            .putObject(
                r -> r.bucket(bucket).key(key).ifNoneMatch("*"), AsyncRequestBody.fromBytes(body))
            .join();
      }

      @Override
      public int read(String key) {
        return client
            .getObject(r -> r.bucket(bucket).key(key), AsyncResponseTransformer.toBytes())
            .join()
            .asByteArray()
            .length;
      }

      @Override
      public void close() {
        client.close();
      }
    };
  }
}
