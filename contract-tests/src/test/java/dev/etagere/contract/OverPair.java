package dev.etagere.contract;

import dev.etagere.failover.Call;
import dev.etagere.failover.FailoverListener;
import dev.etagere.failover.s3.AttemptLimits;
import dev.etagere.failover.s3.FailoverS3Client;
import dev.etagere.testkit.LocalLocation;
import dev.etagere.testkit.ReplicatedPair;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/** A client over both of a pair, as a program gets it, that writes down where its calls go on. */
final class OverPair {
  static final String BUCKET = "orders";
  static final String PRIMARY = "eu";
  static final String SECONDARY = "us";

  private OverPair() {}

  static FailoverS3Client client(ReplicatedPair pair, FailoverListener listener) {
    return FailoverS3Client.builder()
        .primary(PRIMARY, single(pair.primary()), pair.primary().bucket())
        .secondary(SECONDARY, single(pair.secondary()), pair.secondary().bucket())
        .bucket(BUCKET)
        .limits(AttemptLimits.standard().withStall(Duration.ofSeconds(2)))
        .listener(listener)
        .build();
  }

  private static S3Client single(LocalLocation location) {
    return location
        .clientBuilder()
        .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  /** The calls that went on at the secondary, and the bodies that did. */
  static final class WentOn implements FailoverListener {
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<Long> bodies = new CopyOnWriteArrayList<>();

    @Override
    public void failover(Call call, String to, Throwable cause) {
      calls.add(call.operation());
    }

    @Override
    public void resume(Call call, String at, long position, Throwable cause) {
      if (at.equals(SECONDARY)) {
        bodies.add(position);
      }
    }

    /** The operations, in order. */
    List<String> calls() {
      return calls;
    }

    /** From which byte on. */
    List<Long> bodies() {
      return bodies;
    }
  }
}
