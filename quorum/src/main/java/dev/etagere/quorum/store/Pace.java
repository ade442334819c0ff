package dev.etagere.quorum.store;

import dev.etagere.core.Ambient;
import dev.etagere.quorum.Members;
import dev.etagere.quorum.Policy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When one operation sends what: hedges reads, backs off where writers meet, and suspects a
 * location that does not answer. For one thread.
 */
final class Pace implements Policy {
  private static final long LEAST_PAUSE = Duration.ofMillis(2).toNanos();
  private static final long LONGEST_PAUSE = Duration.ofMillis(500).toNanos();
  private static final long LOOK_AT_UPLOADS = Duration.ofSeconds(1).toNanos();
  private static final long WHEN_FULL = Duration.ofMillis(2).toNanos();
  private static final Duration HEDGE_UNKNOWN = Duration.ofMillis(50);
  private static final int TIMES_P99 = 3;
  private static final Duration WELL_AGAIN = Duration.ofSeconds(30);
  private static final int STEADY = 8;
  private static final int ENOUGH_LATENCIES = 16;

  private final List<Site> sites;
  private final Members members;
  private final int preferred;
  private final Habits.Habit habit;
  private final boolean led;
  private final QuorumPolicy policy;
  private final Duration suspicion;
  private final Ambient ambient;
  private final boolean[] first;
  private final long[] sentAt;
  private final long[] soundAt;
  private final boolean[] underWay;
  private final int[] failures;
  private final long[] readyAt;
  private final long hedgeAt;
  private boolean wide;
  private long wakeAt;
  private long lookAt;

  /**
   * The pace of one operation.
   *
   * @param preferred the index of the location that is home while all is well
   * @param habit of this process with the key
   * @param led whether it begins with a lease: if that does not do, somebody else wants to write
   */
  Pace(
      List<Site> sites,
      Members members,
      int preferred,
      Habits.Habit habit,
      boolean led,
      QuorumPolicy policy,
      Ambient ambient) {
    this.sites = sites;
    this.led = led;
    this.members = members;
    this.preferred = preferred;
    this.habit = habit;
    this.policy = policy;
    this.suspicion = policy.suspicion();
    this.ambient = ambient;
    this.first = new boolean[sites.size()];
    this.sentAt = new long[sites.size()];
    this.soundAt = new long[sites.size()];
    this.underWay = new boolean[sites.size()];
    this.failures = new int[sites.size()];
    this.readyAt = new long[sites.size()];
    this.hedgeAt = ambient.nanoTime() + chooseFirst().toNanos();
    this.lookAt = ambient.nanoTime() + LOOK_AT_UPLOADS;
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
    List<Site> order =
        Stream.concat(Stream.of(data), nearest.stream().filter(site -> site != data)).toList();
    Duration longest = Duration.ZERO;
    int chosen = 0;
    for (Site site : order) {
      if (members.decide(chosen)) {
        break;
      }
      chosen |= 1 << site.index();
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
    soundAt[location] = sentAt[location] + patience(sites.get(location)).toNanos();
  }

  void arrived(int location) {
    underWay[location] = false;
  }

  /**
   * Whether to find out now if a location is down that owes an answer for too long; and how long
   * that may take. Not again before as much time has passed once more.
   */
  @Nullable Duration soundNow(int location) {
    Site site = sites.get(location);
    if (!underWay[location] || site.isDown() || !reached(soundAt[location])) {
      return null;
    }
    Duration patience = patience(site);
    soundAt[location] = ambient.nanoTime() + patience.multipliedBy(2).toNanos();
    return patience;
  }

  /** Whether to look now if those are there to whom an upload is under way. */
  boolean lookAtUploadsNow() {
    if (!reached(lookAt)) {
      return false;
    }
    lookAt = ambient.nanoTime() + LOOK_AT_UPLOADS;
    return true;
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
    if (site.isDown() && members.decide(up())) {
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

  /** Without those that only seem to be: else a location that is back is not tried in time. */
  private int up() {
    int up = 0;
    for (int i = 0; i < sites.size(); i++) {
      up |= isAway(i) ? 0 : 1 << i;
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
    return site.isDown()
        || (underWay[location] && reached(sentAt[location] + patience(site).toNanos()));
  }

  /**
   * However slow a location is, twice this must be over before the attempt limit is. Longer while
   * little is known: first requests open connections.
   */
  private Duration patience(Site site) {
    if (site.health().latencies() < ENOUGH_LATENCIES) {
      return suspicion.multipliedBy(2);
    }
    Duration p99 = site.health().latency(0.99).orElse(Duration.ZERO).multipliedBy(TIMES_P99);
    Duration most = policy.attemptLimit().dividedBy(3);
    Duration usual = p99.compareTo(most) < 0 ? p99 : most;
    return usual.compareTo(suspicion) > 0 ? usual : suspicion;
  }

  @Override
  public int distance(int location) {
    Site site = sites.get(location);
    long micros = site.distance().toNanos() / 1_000;
    return (int) Math.min(Integer.MAX_VALUE, micros);
  }

  @Override
  public int preferredHome(int currentHome) {
    return switch (policy.home()) {
      case PREFERRED -> sites.get(preferred).isWellFor(WELL_AGAIN) ? preferred : currentHome;
      case FOLLOWS_WRITER -> habit.inARow() >= STEADY ? nearest(currentHome) : currentHome;
      case STAYS -> currentHome;
    };
  }

  /** The nearest data location, if it is much nearer: a move costs everybody a round trip. */
  private int nearest(int currentHome) {
    Site current = sites.get(currentHome);
    Site nearest = sites.stream().filter(Site::holdsData).min(Site.NEAREST_FIRST).orElse(current);
    boolean known =
        Math.min(nearest.health().latencies(), current.health().latencies()) >= ENOUGH_LATENCIES;
    boolean much =
        nearest.distance().multipliedBy(2).compareTo(current.distance()) < 0 && !nearest.isDown();
    return known && much ? nearest.index() : currentHome;
  }

  @Override
  public @Nullable String newLeader() {
    boolean steady =
        policy.stickyAfter() > 0
            && !led
            && habit.inARow() >= (long) policy.stickyAfter() * habit.patience();
    return steady ? ambient.newWriteId() + ambient.newWriteId() : null;
  }

  @Override
  public String newId() {
    return ambient.newWriteId();
  }
}
