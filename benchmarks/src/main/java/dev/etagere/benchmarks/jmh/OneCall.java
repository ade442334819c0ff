package dev.etagere.benchmarks.jmh;

import dev.etagere.Etagere;
import dev.etagere.core.Content;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Checksums;
import dev.etagere.s3.OwnClient;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** One call of 4 KiB with a transport that answers in process: what is measured is our code. */
@NullUnmarked // JMH calls open() first
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class OneCall {
  private static final int SIZE = 4096;
  private static final String BUCKET = "benchmarks";
  private static final String KEY = "key";

  /** {@code etagere}, or the raw SDK with its own defaults; a point; what is done. */
  @Param("etagere.get,sdk.get,etagere.create,sdk.create,etagere.replace,sdk.replace")
  public String turns = "";

  private Calls ours;
  private Calls raw;
  private Turns order;
  private Supplier<Object> call;

  private interface Calls extends AutoCloseable {
    Object get();

    Object create();

    Object replace();

    @Override
    void close();
  }

  /** Opens both clients, and writes what is read. */
  @Setup
  public void open() {
    System.setProperty("aws.accessKeyId", "benchmarks");
    System.setProperty("aws.secretAccessKey", "no-secret-at-all");
    byte[] body = new byte[SIZE];
    String etag = Checksums.etag(Checksums.md5().digest(body));
    ours = new Ours(new InProcess(body, etag), body);
    raw = new Raw(new InProcess(body, etag), body, etag);
    raw.create();
    order =
        new Turns(
            turns,
            Map.of(
                "etagere.get", ours::get,
                "etagere.create", ours::create,
                "etagere.replace", ours::replace,
                "sdk.get", raw::get,
                "sdk.create", raw::create,
                "sdk.replace", raw::replace));
  }

  /** Closes both. */
  @TearDown
  public void close() {
    ours.close();
    raw.close();
  }

  /** The next call, for an iteration. */
  @Setup(Level.Iteration)
  public void take() {
    call = order.next();
  }

  /** Reads, writes if absent, or writes if a version matches. */
  @Benchmark
  public Object call() {
    return call.get();
  }

  private static final class Ours implements Calls {
    private final S3Client client;
    private final ObjectStore store;
    private final byte[] body;
    private final Version version;

    Ours(InProcess transport, byte[] body) {
      this.client =
          OwnClient.over(() -> transport, Location.data("s3://" + BUCKET + "?region=eu-west-1"));
      this.store = Etagere.builder().s3Client(client).open(Location.data("s3://" + BUCKET));
      this.body = body;
      this.version = store.create(KEY, Content.of(body));
    }

    @Override
    public Object get() {
      return store.get(KEY).orElseThrow();
    }

    @Override
    public Object create() {
      return store.create(KEY, Content.of(body));
    }

    @Override
    public Object replace() {
      return store.replace(KEY, Content.of(body), version);
    }

    @Override
    public void close() {
      store.close();
      client.close();
    }
  }

  private static final class Raw implements Calls {
    private final S3Client client;
    private final byte[] body;
    private final String etag;

    Raw(InProcess transport, byte[] body, String etag) {
      this.client = S3Client.builder().httpClient(transport).region(Region.EU_WEST_1).build();
      this.body = body;
      this.etag = etag;
    }

    @Override
    public Object get() {
      return client.getObjectAsBytes(r -> r.bucket(BUCKET).key(KEY));
    }

    @Override
    public Object create() {
      return client.putObject(
          r -> r.bucket(BUCKET).key(KEY).ifNoneMatch("*"), RequestBody.fromBytes(body));
    }

    @Override
    public Object replace() {
      return client.putObject(
          r -> r.bucket(BUCKET).key(KEY).ifMatch(etag), RequestBody.fromBytes(body));
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
