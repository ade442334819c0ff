package dev.etagere.cli.demo;

import dev.etagere.Etagere;
import dev.etagere.core.Ambient;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.local.LocalEngine;
import dev.etagere.local.server.LocalS3Server;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/** Both contests, on the local S3 over HTTP, and the table of both. */
public final class Demo {
  private static final String BUCKET = "demo";
  private static final Duration WARM_UP = Duration.ofSeconds(2);
  private static final Location PLACE = Location.data("s3://" + BUCKET);
  private static final int WRITERS = 16;
  private static final List<String> KEYS =
      List.of("counter-a", "counter-b", "counter-c", "counter-d");

  private final PrintStream out;
  private final Picture picture;
  private final Duration time;
  private final long seed;
  private final Ambient ambient = Ambient.system();

  /**
   * A demonstration.
   *
   * @param out where the picture and the table go
   * @param moving whether {@code out} is a terminal
   * @param time of each contest
   * @param seed of what goes wrong
   */
  public Demo(PrintStream out, boolean moving, Duration time, long seed) {
    this.out = out;
    this.picture = new Picture(out, moving);
    this.time = time;
    this.seed = seed;
  }

  /** Runs both contests; the store's result is the first. */
  public List<Result> run() throws InterruptedException {
    try (LocalEngine engine = LocalEngine.inMemory(ambient);
        LocalS3Server server = LocalS3Server.builder().engine(engine).start();
        S3Client once = S3Clients.of(server);
        S3Client asItComes = S3Clients.of(server, AwsRetryStrategy.standardRetryStrategy())) {
      engine.createBucket(BUCKET);
      out.println(
          WRITERS
              + " writers add to "
              + KEYS.size()
              + " shared counters on S3 at "
              + server.endpoint()
              + " for "
              + time.toSeconds()
              + " s each way,");
      out.println("while replies are lost and 409 and 503 injected (seed " + seed + ").");
      out.println();
      warmUp(new OurWay(once, PLACE), once);
      Result ours = contest(new OurWay(once, PLACE), server, once);
      Result naive = contest(new NaiveLoop(asItComes, BUCKET), server, once);
      picture.table(List.of(ours, naive));
      return List.of(ours, naive);
    }
  }

  /** Untroubled and unseen: whoever comes first would pay for the start of the machine. */
  private void warmUp(Contestant contestant, S3Client client) throws InterruptedException {
    try (ObjectStore referee = Etagere.builder().s3Client(client).open(PLACE)) {
      new Contest(
              contestant,
              List.of("warm-up"),
              WRITERS / 4,
              WARM_UP,
              referee,
              Mishaps.none(),
              ambient)
          .run(frame -> {});
    }
  }

  private Result contest(Contestant contestant, LocalS3Server server, S3Client client)
      throws InterruptedException {
    List<String> keys = KEYS.stream().map(key -> contestant.name() + "/" + key).toList();
    try (ObjectStore referee = Etagere.builder().s3Client(client).open(PLACE);
        Mishaps mishaps = new Mishaps(server.faults(), seed)) {
      Result result =
          new Contest(contestant, keys, WRITERS, time, referee, mishaps, ambient)
              .run(picture::frame);
      picture.endOfLine();
      return result;
    }
  }
}
