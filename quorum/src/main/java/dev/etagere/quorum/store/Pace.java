package dev.etagere.quorum.store;

import dev.etagere.core.Ambient;
import dev.etagere.quorum.Policy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * When one operation sends what: hedges reads, backs off where writers meet, and suspects a
 * location that does not answer. For one thread.
 */
final class Pace implements Policy {
  private static final long LEAST_PAUSE = Duration.ofMillis(2).toNanos();
  private static final long LONGEST_PAUSE = Duration.ofMillis(500).toNanos();
  private static final long WHEN_FULL = Duration.ofMillis(2).toNanos();
  private static final Duration HEDGE_UNKNOWN = Duration.ofMillis(50);
  private static final int TIMES_P99 = 5;

  private final List<Site> sites;
  private final int majority;
  private final Duration suspicion;
  private final Ambient ambient;
  private final boolean[] first;
  private final long[] sentAt;
  private final boolean[] underWay;
  private final int[] failures;
  private final long[] readyAt;
  private final long hedgeAt;
  private boolean wide;
  private long wakeAt;

  Pace(List<Site> sites, int majority, QuorumPolicy policy, Ambient ambient) {
    this.sites = sites;
    this.majority = majority;
    this.suspicion = policy.suspicion();
    this.ambient = ambient;
    this.first = new boolean[sites.size()];
    this.sentAt = new long[sites.size()];
    this.underWay = new boolean[sites.size()];
    this.failures = new int[sites.size()];
    this.readyAt = new long[sites.size()];
    this.hedgeAt = ambient.nanoTime() + chooseFirst().toNanos();
    Arrays.fill(readyAt, hedgeAt - Duration.ofDays(1).toNanos());
    awake();
  }

  /**
   * The nearest location with data and as many of the nearest others as make a majority are read
   * first; returns how long they are waited for.
   */
  private Duration chooseFirst() {
    List<Site> nearest = sites.stream().sorted(Site.NEAREST_FIRST).toList();
    Site data = nearest.stream().filter(Site::holdsData).findFirst().orElseThrow();
    List<Site> chosen =
        Stream.concat(Stream.of(data), nearest.stream().filter(site -> site != data))
            .limit(majority)
            .toList();
    Duration longest = Duration.ZERO;
    for (Site site : chosen) {
      first[site.index()] = true;
      Duration p99 = site.health().latency(0.99).orElse(HEDGE_UNKNOWN);
      longest = p99.compareTo(longest) > 0 ? p99 : longest;
    }
    return longest;
  }

  /** Forgets when to wake up: what is asked of it now says so anew. */
  void awake() {
    wakeAt = ambient.nanoTime() + Duration.ofSeconds(1).toNanos();
  }

  /** How long until its answers may be others. */
  Duration untilChange() {
    return Duration.ofNanos(Math.max(0, wakeAt - ambient.nanoTime()));
  }

  /** What was read first does not do. */
  void widen() {
    wide = true;
  }

  void sent(int location) {
    sentAt[location] = ambient.nanoTime();
    underWay[location] = true;
  }

  void arrived(int location) {
    underWay[location] = false;
  }

  @Override
  public boolean mayRead(int location, int failed) {
    if (!first[location] && !wide && failed == 0 && !reached(hedgeAt)) {
      return false;
    }
    return mayAsk(location, failed);
  }

  @Override
  public boolean mayAsk(int location, int failed) {
    Site site = sites.get(location);
    if (site.isDown() && up() >= majority) {
      return false;
    }
    if (failed > failures[location]) {
      failures[location] = failed;
      readyAt[location] = ambient.nanoTime() + pause(site, failed);
    }
    if (!reached(readyAt[location])) {
      return false;
    }
    if (!site.begin()) {
      reached(ambient.nanoTime() + WHEN_FULL);
      return false;
    }
    return true;
  }

  /** The first time at once: a refusal wants a look. Then ever longer, by chance. */
  private long pause(Site site, int failed) {
    if (failed <= 1) {
      return 0;
    }
    long answer = Math.max(LEAST_PAUSE, site.distance().toNanos());
    long most = Math.min(LONGEST_PAUSE, answer << Math.min(failed - 2, 16));
    return ambient.random().nextLong(most + 1);
  }

  private int up() {
    int up = 0;
    for (Site site : sites) {
      up += site.isDown() ? 0 : 1;
    }
    return up;
  }

  /** Whether that moment has come; if not, it is worth waking up for. */
  private boolean reached(long moment) {
    if (moment - ambient.nanoTime() <= 0) {
      return true;
    }
    wakeAt = moment - wakeAt < 0 ? moment : wakeAt;
    return false;
  }

  @Override
  public boolean isDown(int location) {
    return sites.get(location).isDown();
  }

  @Override
  public boolean isAway(int location) {
    Site site = sites.get(location);
    return site.isDown() || (underWay[location] && reached(sentAt[location] + patience(site)));
  }

  private long patience(Site site) {
    Duration p99 = site.health().latency(0.99).orElse(Duration.ZERO).multipliedBy(TIMES_P99);
    return (p99.compareTo(suspicion) > 0 ? p99 : suspicion).toNanos();
  }

  @Override
  public int distance(int location) {
    Site site = sites.get(location);
    long micros = site.distance().toNanos() / 1_000;
    return (int) Math.min(Integer.MAX_VALUE, micros);
  }

  @Override
  public String newId() {
    return ambient.newWriteId();
  }
}
