package dev.etagere.failover.s3;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceArray;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;

/** Configurations that hold nothing but a limit of time: a few, since limits are few. */
final class Limited {
  private static final int MOST = 16;

  private final AtomicReferenceArray<One> known = new AtomicReferenceArray<>(MOST);

  private record One(Duration limit, AwsRequestOverrideConfiguration with) {}

  AwsRequestOverrideConfiguration with(Duration limit) {
    int at = Math.floorMod(limit.hashCode(), MOST);
    One one = known.get(at);
    if (one == null || !one.limit.equals(limit)) {
      one = new One(limit, AwsRequestOverrideConfiguration.builder().apiCallTimeout(limit).build());
      known.set(at, one);
    }
    return one.with;
  }
}
