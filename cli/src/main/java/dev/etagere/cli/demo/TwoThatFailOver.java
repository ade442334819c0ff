package dev.etagere.cli.demo;

import dev.etagere.Etagere;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.TypedStore;
import dev.etagere.core.Versioned;
import dev.etagere.failover.store.FailoverPolicy;
import dev.etagere.local.Lag;
import dev.etagere.local.server.LocalRegion;
import dev.etagere.local.server.LocalRegions;
import dev.etagere.quorum.store.QuorumListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Two locations that replicate to each other, and a store that goes on at the second with
 * everything, conditional writes too: what one has without a quorum. The first is killed and comes
 * back.
 */
final class TwoThatFailOver implements Scene {
  private static final Location FIRST = Location.data("s3://shelf-first");
  private static final Location SECOND = Location.data("s3://shelf-second");
  private static final Duration LAG = Duration.ofSeconds(1);
  private static final Duration ATTEMPT = Duration.ofMillis(300);
  private static final int TRIES = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final LocalRegions regions =
      LocalRegions.builder()
          .region("first", "shelf-first")
          .region("second", "shelf-second")
          .lag(Lag.of(LAG))
          .start();
  private final List<S3Client> clients = new ArrayList<>();
  private final Duration time;

  TwoThatFailOver(Duration time) {
    this.time = time;
    first().setLatency(Duration.ofMillis(5));
    second().setLatency(Duration.ofMillis(40));
  }

  private LocalRegion first() {
    return regions.region("first");
  }

  private LocalRegion second() {
    return regions.region("second");
  }

  @Override
  public String name() {
    return "two, failing over";
  }

  @Override
  public List<String> introduction() {
    return List.of(
        "Two locations that replicate to each other within "
            + LAG.toMillis()
            + " ms, Etagere.open(first, second), where conditional",
        "writes fail over too and build on what may be stale (not the default, for it does what follows):",
        "  first    " + first().endpoint() + ", 5 ms away",
        "  second   " + second().endpoint() + ", 40 ms away");
  }

  @Override
  public List<String> locations() {
    return List.of("first", "second");
  }

  @Override
  public ObjectStore open(QuorumListener listener) {
    return Etagere.builder()
        .deadline(TrialLoad.DEADLINE)
        .failover(
            FailoverPolicy.defaults()
                .withAttemptLimit(ATTEMPT)
                .withStallLimit(ATTEMPT)
                .withConditionalWritesFailOver(true))
        .s3Client(FIRST, client(first()))
        .s3Client(SECOND, client(second()))
        .open(FIRST, SECOND);
  }

  /** {@code update} refuses to build on what may be stale: this does it all the same. */
  @Override
  public Tally change(TypedStore<Tally> tallies, String key, UnaryOperator<Tally> change) {
    ConflictException last = null;
    for (int i = 0; i < TRIES; i++) {
      Versioned<Tally> now = tallies.get(key).orElse(null);
      Tally next = change.apply(now == null ? Tally.empty() : now.value());
      try {
        if (now == null) {
          tallies.create(key, next);
        } else {
          tallies.replace(key, next, now.version());
        }
        return next;
      } catch (ConflictException e) {
        last = e;
      }
    }
    throw Objects.requireNonNull(last);
  }

  private S3Client client(LocalRegion region) {
    S3Client client = S3Clients.of(regions, region);
    clients.add(client);
    return client;
  }

  @Override
  public List<Act> acts() {
    return List.of(
        new Act("both are well", time, Part.CALM, () -> {}),
        new Act("first killed", time.multipliedBy(3).dividedBy(2), Part.HOME_AWAY, first()::stop),
        new Act("first is back", time, Part.RETURN, first()::start));
  }

  @Override
  public void settle() throws InterruptedException {
    try {
      regions.awaitReplicated(PATIENCE);
    } catch (IllegalStateException e) {
      // What has not arrived by now is missing, and found to be so.
    }
  }

  @Override
  public void close() {
    clients.forEach(S3Client::close);
    regions.close();
  }
}
