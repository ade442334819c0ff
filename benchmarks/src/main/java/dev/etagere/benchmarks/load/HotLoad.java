package dev.etagere.benchmarks.load;

import dev.etagere.Etagere;
import dev.etagere.benchmarks.harness.Measure;
import dev.etagere.core.Ambient;
import dev.etagere.core.Content;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Increments one counter from many threads; no increment may be lost or made twice. */
final class HotLoad implements Load {
  private static final int PRECONDITION_FAILED = 412;

  /** The naive loop has no deadline; on a machine that is busy ours should not be the limit. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final long FIRST_PAUSE_MILLIS = 10;
  private static final long LONGEST_PAUSE_MILLIS = 200;

  /** Of one make. */
  private interface Counter extends AutoCloseable {
    /** Increments, or gives up when the time is up. */
    boolean increment(long end) throws Exception;

    long count() throws Exception;

    void createIfAbsent();

    @Override
    void close();
  }

  private final Counter counter;
  private final Threads threads;

  HotLoad(String who, int threads, String bucket, URI endpoint, Location location) {
    String key = "hot/" + who;
    this.counter =
        who.equals("naive")
            ? new Naive(Sdk.sync(Sdk.APACHE, endpoint), bucket, key)
            : new Ours(Etagere.builder().deadline(PATIENCE).open(location), key);
    this.threads = new Threads(threads);
    counter.createIfAbsent();
  }

  /** The count is told, too, for whoever knows how many processes there are. */
  @Override
  public Measure round(String ignored, long millis) throws Exception {
    Measure measure = threads.round(millis, (thread, end) -> counter.increment(end));
    return measure.with("count", counter.count());
  }

  @Override
  public void close() {
    threads.close();
    counter.close();
  }

  private static byte[] more(byte[] digits) {
    return Long.toString(number(digits) + 1).getBytes(StandardCharsets.US_ASCII);
  }

  private static long number(byte[] digits) {
    return Long.parseLong(new String(digits, StandardCharsets.US_ASCII));
  }

  private record Ours(ObjectStore store, String key) implements Counter {
    @Override
    public boolean increment(long end) {
      store.update(key, content -> Content.of(more(bytes(content))));
      return true;
    }

    private static byte[] bytes(Content content) {
      try (InputStream in = content.body().open()) {
        return in.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public long count() {
      return number(store.get(key).orElseThrow().asBytes());
    }

    @Override
    public void createIfAbsent() {
      store.update(key, () -> Content.of("0"), content -> content);
    }

    @Override
    public void close() {
      store.close();
    }
  }

  /** Get, put on condition, again with a jittered pause: the loop people write. */
  private record Naive(S3Client client, String bucket, String key) implements Counter {
    @Override
    public boolean increment(long end) throws InterruptedException {
      Ambient ambient = Ambient.system();
      for (int tries = 0; ambient.nanoTime() - end < 0; tries++) {
        ResponseBytes<GetObjectResponse> there = read();
        byte[] next = more(there.asByteArrayUnsafe());
        try {
          client.putObject(
              r -> r.bucket(bucket).key(key).ifMatch(there.response().eTag()),
              RequestBody.fromBytes(next));
          return true;
        } catch (S3Exception e) {
          if (e.statusCode() != PRECONDITION_FAILED) {
            throw e;
          }
        }
        long most = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(tries, 10));
        ambient.sleep(Duration.ofMillis(ambient.random().nextLong(most + 1)));
      }
      return false;
    }

    private ResponseBytes<GetObjectResponse> read() {
      return client.getObjectAsBytes(r -> r.bucket(bucket).key(key));
    }

    @Override
    public long count() {
      return number(read().asByteArrayUnsafe());
    }

    @Override
    public void createIfAbsent() {
      try {
        client.putObject(
            r -> r.bucket(bucket).key(key).ifNoneMatch("*"), RequestBody.fromString("0"));
      } catch (S3Exception e) {
        if (e.statusCode() != PRECONDITION_FAILED) {
          throw e;
        }
      }
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
