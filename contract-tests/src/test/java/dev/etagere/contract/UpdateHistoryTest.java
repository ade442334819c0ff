package dev.etagere.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.Etagere;
import dev.etagere.core.Content;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.StoredObject;
import dev.etagere.failover.store.FailoverPolicy;
import dev.etagere.local.server.LocalS3Server;
import dev.etagere.local.server.fault.Fault;
import dev.etagere.local.server.fault.Operation;
import dev.etagere.quorum.store.QuorumPolicy;
import dev.etagere.simulation.AppendCheck;
import dev.etagere.simulation.RegisterCheck.Outcome;
import dev.etagere.testkit.LocalLocation;
import dev.etagere.testkit.ReplicatedPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Several stores, as of several processes, of several threads each update one key while requests
 * and replies are lost and any one location goes down: what each caller was told is true.
 */
@Tag("once")
@Timeout(120)
class UpdateHistoryTest {
  private static final String KEY = "hot";
  private static final String BEFORE = "0";
  private static final int PROCESSES = 3;
  private static final int THREADS = 6;
  private static final int CALLS = 16;
  private static final int OUTSIDE = 60;
  private static final double OFTEN = 0.012;
  private static final Duration DEADLINE = Duration.ofMillis(500);
  private static final Duration LONGEST_OUTAGE = DEADLINE.multipliedBy(2);
  private static final Duration ATTEMPT = Duration.ofMillis(150);

  private final UpdateLoad.History history = new UpdateLoad.History();
  private final List<LocalLocation> locations = new ArrayList<>();
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  @ParameterizedTest(name = "{0} locations")
  @ValueSource(ints = {1, 2, 3})
  void update_everyFault_tellsTheTruth(int number, TestInfo info) throws Exception {
    Random random = Seed.of(info);
    ReplicatedPair pair = start(number);
    try (ObjectStore first = open(Etagere.builder())) {
      first.create(KEY, Content.of(BEFORE));
    }
    if (pair != null) {
      pair.awaitReplicated();
    }
    List<ObjectStore> stores = new ArrayList<>();
    List<Thread> threads = threads(stores, new SplittableRandom(random.nextLong()));
    if (number < 3) { // a quorum's registers are nobody else's to write
      threads.add(new Thread(new Outsider(locations.get(0), KEY, history, OUTSIDE), "outsider"));
    }
    locations.forEach(location -> faults(location, random));

    threads.forEach(Thread::start);
    while (threads.stream().anyMatch(Thread::isAlive)) {
      trouble(locations.get(random.nextInt(number)).server(), threads, random);
    }

    locations.forEach(location -> location.faults().clear());
    stores.forEach(ObjectStore::close);
    String last = settled();
    System.out.printf(
        "done %d, of them in a write of others %d, not done %d, unknown %d%n",
        history.count(Outcome.DONE),
        history.combined().get(),
        history.count(Outcome.NOT_DONE),
        history.count(Outcome.OPEN));
    assertThat(history.wrong()).isEmpty();
    assertThat(AppendCheck.violations(BEFORE + " end", List.copyOf(history.calls()), last))
        .isEmpty();
    assertThat(history.combined()).hasPositiveValue();
    assertThat(history.count(Outcome.NOT_DONE)).isPositive();
    if (pair != null) {
      pair.awaitReplicated();
      assertThat(pair.secondary().store().get(KEY).map(StoredObject::asString)).contains(last);
    }
  }

  private ReplicatedPair start(int number) {
    if (number == 2) {
      ReplicatedPair pair = ReplicatedPair.start();
      opened.add(pair);
      locations.add(pair.primary());
      locations.add(pair.secondary());
      return pair;
    }
    for (int i = 0; i < number; i++) {
      locations.add(LocalLocation.start("us-east-1", "orders-" + i));
    }
    opened.addAll(locations);
    return null;
  }

  /** One that gives up soon, so that much goes wrong in little time. */
  private ObjectStore hasty() {
    return open(
        Etagere.builder()
            .deadline(DEADLINE)
            .failover(FailoverPolicy.defaults().withAttemptLimit(ATTEMPT))
            .quorum(
                QuorumPolicy.defaults()
                    .withLimits(ATTEMPT, ATTEMPT.dividedBy(4))
                    .withInlineLimit(1_000)));
  }

  private ObjectStore open(Etagere.Builder settings) {
    Etagere.Builder builder = settings;
    List<Location> all = new ArrayList<>();
    for (LocalLocation location : locations) {
      String uri = "s3://" + location.bucket();
      Location one = all.size() == 2 ? Location.witness(uri) : Location.data(uri);
      all.add(one);
      builder = builder.s3Client(one, location.client());
    }
    return builder.open(all.toArray(Location[]::new));
  }

  private List<Thread> threads(List<ObjectStore> stores, SplittableRandom random) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < PROCESSES; i++) {
      stores.add(hasty());
      for (int j = 0; j < THREADS; j++) {
        String name = "p" + i + "t" + j + "c";
        threads.add(
            new Thread(
                new UpdateLoad(name, KEY, stores.get(i), history, random.split(), CALLS), name));
      }
    }
    return threads;
  }

  private static void faults(LocalLocation location, Random random) {
    for (Fault fault :
        List.of(
            Fault.drop(),
            Fault.drop().afterEffect(),
            Fault.reset().afterEffect(),
            Fault.slowDown(),
            Fault.slowDown().afterEffect(),
            Fault.internalError().afterEffect(),
            Fault.conflict(),
            Fault.truncate(),
            Fault.stall(ATTEMPT),
            Fault.stall(ATTEMPT),
            Fault.stall(ATTEMPT).afterEffect(),
            Fault.latency(ATTEMPT.dividedBy(5)))) {
      location
          .faults()
          .add(
              fault
                  .on(Operation.PUT, Operation.GET, Operation.HEAD)
                  .withProbability(OFTEN, random.nextLong()));
    }
  }

  /** The location is silent or gone for a while, then well; and somebody gives up. */
  private static void trouble(LocalS3Server server, List<Thread> threads, Random random)
      throws InterruptedException {
    int kind = random.nextInt(3);
    if (kind > 0) {
      server.freeze();
    } else {
      server.stop();
    }
    interrupts(threads, random, LONGEST_OUTAGE);
    if (kind == 1) {
      server.thaw(); // what has arrived takes effect late
    } else {
      server.stop(); // what has arrived is lost
      server.start();
    }
    interrupts(threads, random, LONGEST_OUTAGE.dividedBy(3));
  }

  private static void interrupts(List<Thread> threads, Random random, Duration most)
      throws InterruptedException {
    int times = 1 + random.nextInt(3);
    for (int i = 0; i < times; i++) {
      Thread.sleep(random.nextInt((int) most.toMillis()) / times);
      threads.get(random.nextInt(threads.size())).interrupt();
    }
  }

  /** What is there once a write is known to be the last: none that is late can follow it. */
  private String settled() {
    try (ObjectStore store = open(Etagere.builder())) {
      store.update(KEY, c -> Content.of(UpdateLoad.text(c) + " end"));
      return store.get(KEY).orElseThrow().asString();
    }
  }
}
