package dev.etagere.local.server;

import dev.etagere.core.Ambient;
import dev.etagere.local.Lag;
import dev.etagere.local.LocalEngine;
import dev.etagere.local.Replication;
import dev.etagere.local.ReplicationRule;
import dev.etagere.local.ReplicationSettings;
import dev.etagere.local.Versioning;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Several regions in one process, whose buckets replicate among each other, to see what a program
 * does when one of them is slow, silent or gone:
 *
 * <pre>{@code
 * try (LocalRegions regions =
 *     LocalRegions.builder()
 *         .region("eu-west-1", "orders-eu")
 *         .region("us-east-1", "orders-us")
 *         .lag(Lag.between(Duration.ofMillis(50), Duration.ofMillis(500)))
 *         .start()) {
 *   regions.region("eu-west-1").freeze();
 *   ...
 *   regions.awaitReplicated(Duration.ofSeconds(10));
 * }
 * }</pre>
 *
 * <p>Each bucket keeps versions and has a rule for each of the others that replicates everything,
 * delete markers too unless that is turned off; the rules can be changed like any bucket's. One
 * pair of keys is good for all. Safe for use by many threads. Close it.
 */
public final class LocalRegions implements AutoCloseable {
  private static final String ROLE = "arn:aws:iam::000000000000:role/replication";

  private final Map<String, LocalRegion> regions = new LinkedHashMap<>();
  private final @Nullable Replication replication;
  private final LocalKeys keys;

  private LocalRegions(Builder builder) {
    this.keys = builder.keys == null ? LocalKeys.random() : builder.keys;
    boolean started = false;
    Replication running = null;
    try {
      builder.places.forEach(this::open);
      running = replicate(builder);
      regions.values().forEach(region -> setRules(region, builder.deleteMarkers));
      started = true;
    } finally {
      this.replication = running;
      if (!started) {
        close();
      }
    }
  }

  private void open(String name, Place place) {
    Path directory = place.directory();
    LocalEngine engine =
        directory == null
            ? LocalEngine.inMemory(Ambient.system())
            : LocalEngine.onDisk(directory, Ambient.system());
    boolean opened = false;
    try {
      engine.createBucket(place.bucket());
      engine.setVersioning(place.bucket(), Versioning.ENABLED);
      LocalS3Server server =
          LocalS3Server.builder().engine(engine).region(name).keys(keys).port(place.port()).start();
      regions.put(name, new LocalRegion(engine, server, place.bucket()));
      opened = true;
    } finally {
      if (!opened) {
        engine.close();
      }
    }
  }

  private Replication replicate(Builder builder) {
    Replication.Builder sites = Replication.builder().lag(builder.lag).seed(builder.seed);
    regions.forEach((name, region) -> sites.site(name, region.engine(), region::isServing));
    return sites.start();
  }

  private void setRules(LocalRegion from, boolean deleteMarkers) {
    List<ReplicationRule> rules = new ArrayList<>();
    for (LocalRegion to : regions.values()) {
      if (to != from) {
        rules.add(
            new ReplicationRule(
                "to-" + to.name(), rules.size() + 1, true, "", deleteMarkers, to.bucket(), null));
      }
    }
    if (!rules.isEmpty()) {
      from.engine().setReplication(from.bucket(), new ReplicationSettings(ROLE, rules));
    }
  }

  /** A builder; it needs the regions. */
  public static Builder builder() {
    return new Builder();
  }

  /** All regions in the order they were named. */
  public List<LocalRegion> regions() {
    return List.copyOf(regions.values());
  }

  /**
   * A region.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public LocalRegion region(String name) {
    LocalRegion region = regions.get(name);
    if (region == null) {
      throw new IllegalArgumentException(
          "there is no region '" + name + "', there are " + regions.keySet());
    }
    return region;
  }

  /** The replication between them: its lag, to pause it, what is pending. */
  public Replication replication() {
    if (replication == null) {
      throw new IllegalStateException("the regions did not start");
    }
    return replication;
  }

  /** How many versions are still to be replicated. */
  public long pending() {
    return replication().pending();
  }

  /**
   * Waits until all is replicated.
   *
   * @throws IllegalStateException if the time is up; it says how much is pending where
   * @throws InterruptedException if the thread is interrupted
   */
  public void awaitReplicated(Duration atMost) throws InterruptedException {
    replication().awaitReplicated(atMost);
  }

  /** Who must sign, in every region. */
  public String accessKey() {
    return keys.accessKey();
  }

  /** What to sign with, in every region. */
  public String secretKey() {
    return keys.secretKey();
  }

  /** Stops the replication and closes servers and engines; no thread is left. */
  @Override
  public void close() {
    if (replication != null) {
      replication.close();
    }
    for (LocalRegion region : regions.values()) {
      region.server().close();
      region.engine().close();
    }
  }

  @Override
  public String toString() {
    return "LocalRegions" + regions.values();
  }

  /** What a region is made of. */
  private record Place(String bucket, @Nullable Path directory, int port) {}

  /** Collects the regions; for one thread. */
  public static final class Builder {
    private final Map<String, Place> places = new LinkedHashMap<>();
    private Lag lag = Lag.none();
    private long seed;
    private boolean deleteMarkers = true;
    private @Nullable LocalKeys keys;

    private Builder() {}

    /** A region in memory. */
    public Builder region(String name, String bucket) {
      return region(name, new Place(bucket, null, 0));
    }

    /**
     * A region in a directory, which goes on where the last one there ended.
     *
     * @param port where its server listens; 0 for a free port
     */
    public Builder region(String name, String bucket, Path directory, int port) {
      return region(name, new Place(bucket, directory, port));
    }

    private Builder region(String name, Place place) {
      if (places.putIfAbsent(name, place) != null) {
        throw new IllegalArgumentException("there is a region '" + name + "' already");
      }
      return this;
    }

    /** How long replication takes; no time by default. */
    public Builder lag(Lag time) {
      lag = time;
      return this;
    }

    /** What lags between two bounds are drawn from; 0 by default. */
    public Builder seed(long number) {
      seed = number;
      return this;
    }

    /** Whether delete markers are replicated; true by default. */
    public Builder deleteMarkers(boolean replicated) {
      deleteMarkers = replicated;
      return this;
    }

    /** The keys requests must be signed with in every region; random ones by default. */
    public Builder keys(LocalKeys both) {
      keys = both;
      return this;
    }

    /**
     * Starts all.
     *
     * @throws IllegalArgumentException if two regions have a bucket of one name, which S3 forbids
     */
    public LocalRegions start() {
      if (places.values().stream().map(Place::bucket).distinct().count() < places.size()) {
        throw new IllegalArgumentException(
            "each region needs a bucket of another name: " + places.values());
      }
      return new LocalRegions(this);
    }
  }
}
