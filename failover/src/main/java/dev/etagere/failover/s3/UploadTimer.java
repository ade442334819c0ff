package dev.etagere.failover.s3;

import dev.etagere.failover.Stalls;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.core.SdkServiceClientConfiguration;

/**
 * The timer the SDK uses for one attempt to send a large body. Nobody but the SDK can end a call of
 * a synchronous client: it does so in what it hands to its timer for its own limit. That is kept
 * here, and run when the body stands still; the limit holds as well. No thread of its own.
 */
final class UploadTimer extends ScheduledThreadPoolExecutor implements SdkPlugin, Stalls.Watched {
  private final Pace pace;
  private final AttemptLimits limits;
  private @Nullable Runnable ending;
  private volatile @Nullable String stood;

  UploadTimer(Pace pace, AttemptLimits limits) {
    super(0);
    this.pace = pace;
    this.limits = limits;
  }

  @Override
  public void configureClient(SdkServiceClientConfiguration.Builder config) {
    config.overrideConfiguration(
        config.overrideConfiguration().toBuilder().scheduledExecutorService(this).build());
  }

  /** The first is the one of the whole attempt; the SDK's limit for each of its tries follows. */
  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    synchronized (this) {
      ending = ending == null ? command : ending;
    }
    return Stalls.after(delay, unit, () -> Stalls.breakOff(command));
  }

  @Override
  public boolean look() {
    Runnable end;
    synchronized (this) {
      end = ending;
    }
    if (end == null || !pace.isStill(limits)) {
      return true;
    }
    stood = pace.words(limits);
    Stalls.breakOff(end);
    return false;
  }

  /** Why it was ended; {@code null} if not here. */
  @Nullable String stood() {
    return stood;
  }
}
