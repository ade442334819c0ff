package dev.etagere.cli.demo;

import dev.etagere.Etagere;
import dev.etagere.core.Ambient;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.failover.BreakerSettings;
import dev.etagere.failover.s3.AttemptLimits;
import dev.etagere.failover.s3.FailoverS3Client;
import dev.etagere.failover.store.FailoverPolicy;
import dev.etagere.local.Lag;
import dev.etagere.local.server.LocalRegion;
import dev.etagere.local.server.LocalRegions;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Two local locations over HTTP under load; the primary is frozen, then killed, then comes back.
 * The FailoverS3Client and the store over two locations have to keep every call going.
 */
public final class OutageDemo {
  private static final String BUCKET = "shelf";
  private static final Duration LAG = Duration.ofMillis(300);
  private static final Duration ATTEMPT = Duration.ofSeconds(1);

  /** A breaker waits up to 4 s between two looks at what was away for this long. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final Duration WAIT = Duration.ofMillis(500);

  private final PrintStream out;
  private final OutagePicture picture;
  private final Duration time;
  private final Ambient ambient = Ambient.system();
  private final OutageEvents events = new OutageEvents(ambient);
  private final OutageScore score = new OutageScore(OutageLoad.NUMBERS);

  /**
   * A demonstration, to be run once.
   *
   * @param out where the picture and the table go
   * @param moving whether {@code out} is a terminal
   * @param time of each phase
   */
  public OutageDemo(PrintStream out, boolean moving, Duration time) {
    this.out = out;
    this.picture = new OutagePicture(out, moving);
    this.time = time;
  }

  /** Runs it; takes four times the time of a phase and some seconds. */
  public OutageResult run() throws InterruptedException {
    try (LocalRegions regions =
            LocalRegions.builder()
                .region("eu-west-1", "shelf-eu")
                .region("us-east-1", "shelf-us")
                .lag(Lag.of(LAG))
                .start();
        S3Client eu = S3Clients.of(regions, regions.region("eu-west-1"));
        S3Client us = S3Clients.of(regions, regions.region("us-east-1"));
        S3Client s3 = failover(regions);
        ObjectStore store = store(eu, us)) {
      introduce(regions);
      try (OutageLoad load = new OutageLoad(s3, BUCKET, store, events, score, ambient)) {
        load.seed();
        caughtUp(regions);
        load.start();
        play(regions.region("eu-west-1"));
        load.stop();
      }
      caughtUp(regions);
      OutageResult result = result(new OutageReferee(score, eu, us));
      picture.table(result);
      return result;
    }
  }

  private void introduce(LocalRegions regions) {
    LocalRegion eu = regions.regions().get(0);
    LocalRegion us = regions.regions().get(1);
    out.println("Two locations replicate to each other with a lag of " + LAG.toMillis() + " ms:");
    out.println("  primary    " + eu);
    out.println("  secondary  " + us);
    out.println(
        OutageLoad.CLIENTS
            + " threads use FailoverS3Client, "
            + (OutageLoad.READERS + 1)
            + " the store over both.");
    out.println("Calls so far, how many failed, and how many answers each location gave:");
    out.println();
  }

  private void play(LocalRegion primary) throws InterruptedException {
    phase("both are well", time, () -> false);
    events.outage();
    primary.freeze();
    phase("primary frozen", time, () -> false);
    primary.stop();
    phase("primary killed", time, () -> false);
    primary.start();
    phase("primary is back", PATIENCE, () -> events.failbacks() >= OutageResult.CLIENTS);
    phase("both are well", time, () -> false);
  }

  private void phase(String name, Duration atMost, BooleanSupplier done)
      throws InterruptedException {
    new Phases(ambient).pass(atMost, done, () -> picture.frame(name, score, events));
    picture.endOf(name, score, events);
  }

  /** What has not caught up after a while is missing then, and found to be so. */
  private static void caughtUp(LocalRegions regions) throws InterruptedException {
    try {
      regions.awaitReplicated(PATIENCE);
    } catch (IllegalStateException e) {
      // The referee will say what is lost.
    }
  }

  private OutageResult result(OutageReferee referee) {
    long lost = referee.lost();
    return new OutageResult(
        score.calls(),
        score.failures(),
        score.firstFailure(),
        ATTEMPT,
        events.firstAnswer(),
        score.secondCalls(),
        score.waitedAgain(),
        score.longestSecond(),
        events.failovers(),
        events.failbacks(),
        score.markedStale(),
        score.reallyStale(),
        score.unmarkedStale(),
        referee.checked(),
        lost);
  }

  private ObjectStore store(S3Client eu, S3Client us) {
    Location first = Location.data("s3://shelf-eu");
    Location second = Location.data("s3://shelf-us");
    return Etagere.builder()
        .failover(FailoverPolicy.defaults().withAttemptLimit(ATTEMPT).withStallLimit(ATTEMPT))
        .listener(events)
        .s3Client(first, eu)
        .s3Client(second, us)
        .open(first, second);
  }

  /** It closes its clients, so they are its own. */
  private S3Client failover(LocalRegions regions) {
    return FailoverS3Client.builder()
        .primary(
            OutageEvents.PRIMARY, S3Clients.of(regions, regions.region("eu-west-1")), "shelf-eu")
        .secondary(
            OutageEvents.SECONDARY, S3Clients.of(regions, regions.region("us-east-1")), "shelf-us")
        .bucket(BUCKET)
        .limits(AttemptLimits.standard().withAnswer(ATTEMPT).withStall(ATTEMPT))
        .breaker(
            BreakerSettings.standard().withWaits(WAIT, ATTEMPT, BreakerSettings.standard().calm()))
        .listener(events)
        .build();
  }
}
