package dev.etagere.benchmarks.jmh;

import dev.etagere.core.spi.Checksums;
import dev.etagere.failover.s3.FailoverS3Client;
import java.time.Duration;
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

/** One call of the SDK's client over two locations that are well, the transport in process. */
@NullUnmarked // JMH calls open() first
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CallOverTwo {
  private static final int SIZE = 4096;
  private static final String BUCKET = "orders";
  private static final String KEY = "key";
  private static final Duration LIMIT = Duration.ofSeconds(3);

  /** {@code etagere} for both, or the SDK's client for the first alone; a point; what is done. */
  @Param("etagere.get,sdk.get,etagere.put,sdk.put")
  public String turns = "";

  private final byte[] body = new byte[SIZE];
  private S3Client both;
  private S3Client first;
  private Turns order;
  private Supplier<Object> call;

  /** Opens the clients, and writes what is read. */
  @Setup
  public void open() {
    System.setProperty("aws.accessKeyId", "benchmarks");
    System.setProperty("aws.secretAccessKey", "no-secret-at-all");
    both =
        FailoverS3Client.builder()
            .primary("eu", alone(), BUCKET)
            .secondary("us", alone(), BUCKET)
            .bucket(BUCKET)
            .build();
    first = alone();
    put(both);
    put(first);
    order =
        new Turns(
            turns,
            Map.of(
                "etagere.get", () -> get(both),
                "etagere.put", () -> put(both),
                "sdk.get", () -> get(first),
                "sdk.put", () -> put(first)));
  }

  private S3Client alone() {
    return S3Client.builder()
        .httpClient(new InProcess(body, Checksums.etag(Checksums.md5().digest(body))))
        .region(Region.EU_WEST_1)
        .overrideConfiguration(o -> o.apiCallTimeout(LIMIT))
        .build();
  }

  /** Closes them. */
  @TearDown
  public void close() {
    both.close();
    first.close();
  }

  /** The next call, for an iteration. */
  @Setup(Level.Iteration)
  public void take() {
    call = order.next();
  }

  /** Reads or writes. */
  @Benchmark
  public Object call() {
    return call.get();
  }

  private static Object get(S3Client client) {
    return client.getObjectAsBytes(r -> r.bucket(BUCKET).key(KEY));
  }

  private Object put(S3Client client) {
    return client.putObject(r -> r.bucket(BUCKET).key(KEY), RequestBody.fromBytes(body));
  }
}
