package dev.etagere.local;

import dev.etagere.core.Ambient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Replicates between the buckets of some engines, as their rules say ({@link
 * LocalEngine#setReplication}), asynchronously and after a lag: what S3 does between regions.
 *
 * <p><b>Guarantees.</b> What is written to a bucket while a rule of it applies goes to the rule's
 * destination with its metadata, ETag, version id and time; of two versions the newer is the
 * current one, in whatever order they arrive. What was there before the rule stays where it is,
 * deletes by version id are not replicated, delete markers only if the rule says so, and replicas
 * go no further. What is to be sent is kept with the write, in one step and as durably: it waits
 * while a site cannot be reached, while this is paused, and until there is such an object again.
 *
 * <p>A thread for each site, until it is closed. Safe for use by many threads. Close it before its
 * engines; they stay open.
 */
public final class Replication implements AutoCloseable {
  private static final Duration LAST_DELIVERY = Duration.ofSeconds(40);
  private static final long LOOK_MILLIS = 5;

  private final Map<String, Site> sites;
  private final Map<String, Courier> couriers = new HashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Map<String, Runnable> listeners = new HashMap<>();
  private final Ambient ambient;

  private Replication(Builder builder) {
    this.sites = new LinkedHashMap<>(builder.sites);
    this.ambient = builder.ambient;
    SplittableRandom random = new SplittableRandom(builder.seed);
    List<Site> all = List.copyOf(sites.values());
    for (Site site : all) {
      Courier courier = new Courier(site, all, builder.lag, ambient, random.split());
      couriers.put(site.name(), courier);
      Runnable listener = courier::stir;
      listeners.put(site.name(), listener);
      site.engine().outbox().listen(listener);
      site.engine().join(this::versioningOf);
      Thread thread = new Thread(courier, "replication-" + site.name());
      thread.setDaemon(true);
      threads.add(thread);
    }
    threads.forEach(Thread::start);
  }

  /** A builder; it needs the sites. */
  public static Builder builder() {
    return new Builder();
  }

  private @Nullable Versioning versioningOf(String bucket) {
    for (Site site : sites.values()) {
      BucketRow row = site.bucket(bucket);
      if (row != null) {
        return row.versioning();
      }
    }
    return null;
  }

  /** Sets the lag everywhere, also for what is under way. */
  public void setLag(Lag lag) {
    couriers.values().forEach(courier -> courier.setLag(lag));
  }

  /** Sets the lag of what comes from one site. */
  public void setLag(String from, Lag lag) {
    courier(from).setLag(lag);
  }

  /** Sends nothing more until {@link #resume()}; what is just being sent may arrive. */
  public void pause() {
    couriers.values().forEach(courier -> courier.setPaused(true));
  }

  /** Sends nothing more from one site until {@link #resume(String)} or {@link #resume()}. */
  public void pause(String from) {
    courier(from).setPaused(true);
  }

  /** Sends again, from all sites. */
  public void resume() {
    couriers.values().forEach(courier -> courier.setPaused(false));
  }

  /** Sends again from one site. */
  public void resume(String from) {
    courier(from).setPaused(false);
  }

  private Courier courier(String site) {
    Courier courier = couriers.get(site);
    if (courier == null) {
      throw unknown(site);
    }
    return courier;
  }

  /** How many versions are still to be sent, of all sites together. */
  public long pending() {
    return sites.values().stream().mapToLong(Replication::pending).sum();
  }

  /** How many versions a site still has to send. */
  public long pending(String from) {
    Site site = sites.get(from);
    if (site == null) {
      throw unknown(from);
    }
    return pending(site);
  }

  private static long pending(Site site) {
    return site.engine().look(Tables::outgoingCount);
  }

  private IllegalArgumentException unknown(String site) {
    return new IllegalArgumentException(
        "there is no site '" + site + "', there are " + sites.keySet());
  }

  /**
   * Waits until nothing is to be sent any more.
   *
   * @throws IllegalStateException if the time is up; it says how much is pending where
   * @throws InterruptedException if the thread is interrupted
   */
  public void awaitReplicated(Duration atMost) throws InterruptedException {
    long start = ambient.nanoTime();
    while (pending() > 0) {
      if (ambient.nanoTime() - start > atMost.toNanos()) {
        throw new IllegalStateException(
            "not replicated within " + atMost + ": " + describePending());
      }
      ambient.sleep(Duration.ofMillis(LOOK_MILLIS));
    }
  }

  private String describePending() {
    List<String> all = new ArrayList<>();
    for (Site site : sites.values()) {
      String away = site.reachable().getAsBoolean() ? "" : " (not reachable)";
      all.add(pending(site) + " from " + site.name() + away);
    }
    return String.join(", ", all);
  }

  /** Finishes what is just being sent; no thread is left. Closing again does nothing. */
  @Override
  public void close() {
    couriers.values().forEach(Courier::close);
    sites.forEach(
        (name, site) -> {
          Runnable listener = listeners.get(name);
          if (listener != null) {
            site.engine().outbox().forget(listener);
          }
        });
    for (Thread thread : threads) {
      try {
        TimeUnit.NANOSECONDS.timedJoin(thread, LAST_DELIVERY.toNanos());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Collects the sites; for one thread. */
  public static final class Builder {
    private final Map<String, Site> sites = new LinkedHashMap<>();
    private Lag lag = Lag.none();
    private long seed;
    private Ambient ambient = Ambient.system();

    private Builder() {}

    /** A site that can always be reached. */
    public Builder site(String name, LocalEngine engine) {
      return site(name, engine, () -> true);
    }

    /**
     * A site.
     *
     * @param reachable asked before anything is sent from it or to it; it must be quick
     */
    public Builder site(String name, LocalEngine engine, BooleanSupplier reachable) {
      if (sites.putIfAbsent(name, new Site(name, engine, reachable)) != null) {
        throw new IllegalArgumentException("there is a site '" + name + "' already");
      }
      return this;
    }

    /** The lag; none by default. */
    public Builder lag(Lag time) {
      lag = time;
      return this;
    }

    /** What lags between two bounds are drawn from; 0 by default. */
    public Builder seed(long number) {
      seed = number;
      return this;
    }

    /** The clock; the system's by default. */
    public Builder ambient(Ambient other) {
      ambient = other;
      return this;
    }

    /** Starts to replicate. */
    public Replication start() {
      return new Replication(this);
    }
  }
}
