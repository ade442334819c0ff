package dev.etagere.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.etagere.failover.s3.AttemptLimits;
import dev.etagere.failover.s3.FailoverS3AsyncClient;
import dev.etagere.local.server.LocalRegion;
import dev.etagere.local.server.LocalRegions;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.transfer.s3.S3TransferManager;
import software.amazon.awssdk.transfer.s3.progress.TransferListener;

/** The SDK's transfer manager, unchanged, over two locations of which the first goes down. */
class TransferManagerTest {
  private static final String KEY = "large";
  private static final long MIB = 1L << 20;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @TempDir(factory = InTarget.class)
  Path directory;

  private final OverPair.WentOn wentOn = new OverPair.WentOn();
  private LocalRegions regions;
  private LocalRegion primary;
  private LocalRegion secondary;

  @BeforeEach
  void start() {
    regions =
        LocalRegions.builder()
            .region("eu-west-1", "orders-eu", directory.resolve("eu"), 0)
            .region("us-east-1", "orders-us", directory.resolve("us"), 0)
            .start();
    primary = regions.regions().get(0);
    secondary = regions.regions().get(1);
  }

  @AfterEach
  void stop() {
    regions.close();
  }

  @ParameterizedTest(name = "up in parts: {0}")
  @ValueSource(booleans = {false, true})
  void upAndDown_primaryGoesDownInTheMiddle_arrivesWhole(boolean inParts) throws Exception {
    upAndDown(256 * MIB, inParts);
  }

  @Test
  @EnabledIfSystemProperty(named = "etagere.long", matches = "true")
  void upAndDown_fiveGiB_arrivesWhole() throws Exception {
    upAndDown(5 * 1024 * MIB + 1, true);
  }

  private void upAndDown(long size, boolean inParts) throws Exception {
    assumeThat(Files.getFileStore(directory).getUsableSpace())
        .as("room on the disk for four copies and as much again")
        .isGreaterThan(5 * size);
    Path file = directory.resolve("up");
    try (InputStream content = new Noise(size, size)) {
      Files.copy(content, file);
    }

    Outage outage = new Outage(size / 4);
    try (S3TransferManager manager = manager(inParts, outage)) {
      upload(manager, file, outage);
    }
    Files.delete(file);
    assertThat(wentOn.calls()).contains("PutObject");

    primary.start();
    regions.awaitReplicated(PATIENCE);
    Outage again = new Outage(size / 4);
    try (S3TransferManager manager = manager(inParts, again)) {
      download(manager, file, again);
    }
    try (InputStream got = Files.newInputStream(file)) {
      assertThat(Noise.isAllOf(got, size, size)).isTrue();
    }
    assertThat(wentOn.bodies()).isNotEmpty();
  }

  private void upload(S3TransferManager manager, Path file, Outage outage) throws Exception {
    var upload =
        manager.uploadFile(
            u ->
                u.putObjectRequest(p -> p.bucket(OverPair.BUCKET).key(KEY))
                    .source(file)
                    .addTransferListener(outage));
    upload.completionFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(primary.isServing()).as("the primary went down in the middle").isFalse();
  }

  private void download(S3TransferManager manager, Path file, Outage outage) throws Exception {
    var download =
        manager.downloadFile(
            d ->
                d.getObjectRequest(g -> g.bucket(OverPair.BUCKET).key(KEY))
                    .destination(file)
                    .addTransferListener(outage));
    download.completionFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(primary.isServing()).as("the primary went down in the middle").isFalse();
  }

  /** Takes the primary away when so many bytes have gone, or so many parts. */
  private final class Outage implements TransferListener, ExecutionInterceptor {
    private static final int PARTS = 4;

    private final long bytes;
    private final AtomicInteger parts = new AtomicInteger();
    private final AtomicBoolean done = new AtomicBoolean();

    Outage(long bytes) {
      this.bytes = bytes;
    }

    @Override
    public void bytesTransferred(TransferListener.Context.BytesTransferred context) {
      if (context.progressSnapshot().transferredBytes() >= bytes) {
        begin();
      }
    }

    /** An upload in parts tells the listener nothing before it ends. */
    @Override
    public void afterExecution(
        software.amazon.awssdk.core.interceptor.Context.AfterExecution context,
        ExecutionAttributes attributes) {
      if (context.request() instanceof UploadPartRequest && parts.incrementAndGet() == PARTS) {
        begin();
      }
    }

    private void begin() {
      if (done.compareAndSet(false, true)) {
        primary.stop();
      }
    }
  }

  private S3TransferManager manager(boolean inParts, Outage outage) {
    FailoverS3AsyncClient client =
        FailoverS3AsyncClient.builder()
            .primary(OverPair.PRIMARY, client(primary, inParts, outage), primary.bucket())
            .secondary(
                OverPair.SECONDARY,
                client(secondary, inParts, new ExecutionInterceptor() {}),
                secondary.bucket())
            .bucket(OverPair.BUCKET)
            .limits(AttemptLimits.standard().withStall(Duration.ofSeconds(2)))
            .listener(wentOn)
            .build();
    return S3TransferManager.builder().s3Client(client).build();
  }

  private S3AsyncClient client(
      LocalRegion region, boolean inParts, ExecutionInterceptor interceptor) {
    return S3AsyncClient.builder()
        .endpointOverride(region.endpoint())
        .region(Region.of(region.name()))
        .forcePathStyle(true)
        .multipartEnabled(inParts)
        .overrideConfiguration(
            o ->
                o.retryStrategy(AwsRetryStrategy.doNotRetry()).addExecutionInterceptor(interceptor))
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(regions.accessKey(), regions.secretKey())))
        .build();
  }
}
