package dev.etagere.benchmarks.jmh;

import dev.etagere.core.spi.Checksums;
import dev.etagere.failover.s3.FailoverS3Client;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
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

  /** {@code etagere} for both locations, or the SDK's client for the first alone. */
  @Param({"etagere", "sdk"})
  public String who = "";

  private final byte[] body = new byte[SIZE];
  private S3Client client;

  /** Opens the client. */
  @Setup
  public void open() {
    System.setProperty("aws.accessKeyId", "benchmarks");
    System.setProperty("aws.secretAccessKey", "no-secret-at-all");
    client =
        who.equals("sdk")
            ? alone()
            : FailoverS3Client.builder()
                .primary("eu", alone(), BUCKET)
                .secondary("us", alone(), BUCKET)
                .bucket(BUCKET)
                .build();
  }

  private S3Client alone() {
    return S3Client.builder()
        .httpClient(new InProcess(body, Checksums.etag(Checksums.md5().digest(body))))
        .region(Region.EU_WEST_1)
        .overrideConfiguration(o -> o.apiCallTimeout(LIMIT))
        .build();
  }

  /** Closes it. */
  @TearDown
  public void close() {
    client.close();
  }

  /** Reads. */
  @Benchmark
  public Object get() {
    return client.getObjectAsBytes(r -> r.bucket(BUCKET).key(KEY));
  }

  /** Writes. */
  @Benchmark
  public Object put() {
    return client.putObject(r -> r.bucket(BUCKET).key(KEY), RequestBody.fromBytes(body));
  }
}
