package dev.etagere.replication;

import dev.etagere.core.StoreException;
import dev.etagere.replication.Finding.Check;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Examines two locations: whether a store over them would keep working, and be right, when one of
 * them does not answer. Reads the buckets' settings; then tries each action on small objects of its
 * own, {@code .etagere-doctor-…} under the prefix, which it removes with their versions.
 *
 * <p>What cannot be looked at is told as a warning, never taken to be well. For one thread.
 */
public final class Doctor {
  private static final Duration SERVICES_APART = Duration.ofSeconds(3);
  private static final Duration UNTIL_ALL_ARRIVED = Duration.ofSeconds(2);

  private final Site a;
  private final Site b;
  private final Duration wait;
  private final boolean writes;
  private final String id;
  private final List<Finding> findings = new ArrayList<>();
  private final List<String> probes = new ArrayList<>();

  /**
   * Prepares an examination; run it once.
   *
   * @param wait how long each probe may take to the other location; two each way, so that the whole
   *     may take four times that
   * @param writes whether to try actions and measure lags with objects of its own
   */
  public Doctor(Site a, Site b, Duration wait, boolean writes) {
    this.a = a;
    this.b = b;
    this.wait = wait;
    this.writes = writes;
    this.id = a.ambient().newWriteId();
  }

  /**
   * Examines both.
   *
   * @param progress gets what is looked at
   * @throws InterruptedException if the thread is interrupted
   * @throws StoreException if a location stops answering while it is examined; run it again
   */
  public DoctorReport run(Consumer<String> progress) throws InterruptedException {
    SiteCheck ofA = new SiteCheck(a);
    SiteCheck ofB = new SiteCheck(b);
    progress.accept("settings at A");
    boolean reachedA = ofA.look();
    progress.accept("settings at B");
    boolean reachedB = ofB.look();
    findings.addAll(ofA.findings());
    findings.addAll(ofB.findings());
    boolean two = places(ofA, ofB);
    RuleCheck there = reachedA ? rules(a, b, ofA) : null;
    RuleCheck back = reachedB ? rules(b, a, ofB) : null;
    if (writes) {
      // Of what is written at one, replication brings versions to the other.
      boolean removable = !ofA.retains() && !ofB.retains();
      boolean both = reachedA && reachedB && two && removable;
      try {
        permissions(a, reachedA && removable, progress);
        permissions(b, reachedB && removable, progress);
        lag(a, b, both && there != null && !there.isKnownNotToReplicate(), progress);
        lag(b, a, both && back != null && !back.isKnownNotToReplicate(), progress);
      } finally {
        cleanUp(reachedA, reachedB, progress);
      }
    }
    return new DoctorReport(findings);
  }

  private RuleCheck rules(Site from, Site to, SiteCheck source) {
    RuleCheck check = new RuleCheck(from, to, Rules.at(from), source.encryptsWithKeys());
    findings.addAll(check.findings());
    return check;
  }

  private void permissions(Site site, boolean writable, Consumer<String> progress) {
    if (writable) {
      progress.accept("permissions at " + site.name());
      PermissionCheck permissions = new PermissionCheck(site, id);
      probes.add(permissions.key());
      findings.addAll(permissions.findings());
    }
  }

  private void lag(Site from, Site to, boolean measurable, Consumer<String> progress)
      throws InterruptedException {
    if (measurable) {
      progress.accept("lag from " + from.name() + " to " + to.name());
      LagCheck lag = new LagCheck(from, to, wait, id);
      probes.add(lag.key());
      findings.addAll(lag.findings());
    }
  }

  /** At both, for probes are replicated too; and twice, for some of it may arrive late. */
  private void cleanUp(boolean reachedA, boolean reachedB, Consumer<String> progress)
      throws InterruptedException {
    if (probes.isEmpty()) {
      return;
    }
    progress.accept("what the doctor left behind");
    remove(reachedA, reachedB);
    a.ambient().sleep(UNTIL_ALL_ARRIVED);
    Set<String> left = remove(reachedA, reachedB);
    if (!left.isEmpty()) {
      findings.add(
          Finding.hint(
              Check.LEFT_BEHIND,
              "both",
              String.join("; ", left),
              "remove it by hand, or grant s3:DeleteObjectVersion and s3:ListBucketVersions"));
    }
  }

  private Set<String> remove(boolean reachedA, boolean reachedB) {
    Set<String> left = new TreeSet<>();
    for (String key : probes) {
      remove(a, reachedA, key, left);
      remove(b, reachedB, key, left);
    }
    return left;
  }

  private static void remove(Site site, boolean reached, String key, Set<String> left) {
    String there = reached ? Probes.remove(site, key) : null;
    if (there != null) {
      left.add(there + " at " + site.name());
    }
  }

  /** Returns whether they are two. */
  private boolean places(SiteCheck ofA, SiteCheck ofB) {
    SamePlace same = new SamePlace(a, b);
    if (!a.prefix().equals(b.prefix())) {
      findings.add(
          Finding.error(
              Check.TWO_BUCKETS,
              "both",
              "the prefixes differ ('"
                  + a.prefix()
                  + "' and '"
                  + b.prefix()
                  + "'), and replication"
                  + " keeps keys as they are",
              "give both locations the same prefix"));
    }
    if (same.is()) {
      findings.add(
          Finding.error(
              Check.TWO_BUCKETS,
              "both",
              "both are bucket " + a.bucket(),
              "make a second bucket in another region"));
      return false;
    }
    apart(ofA, ofB, same);
    clocks(ofA, ofB);
    return true;
  }

  private void apart(SiteCheck ofA, SiteCheck ofB, SamePlace same) {
    if (same.sameServer()) {
      findings.add(
          Finding.warning(
              Check.REGION,
              "both",
              "both are behind one endpoint: what takes it away takes both",
              "use two services that do not share machines, network or power"));
    } else if (same.sameEndpoint() && ofA.region() != null && ofA.region().equals(ofB.region())) {
      findings.add(
          Finding.warning(
              Check.REGION,
              "both",
              "both are in " + ofA.region() + ", and an outage of that region takes both",
              "make the second bucket in another region"));
    } else {
      findings.add(Finding.ok(Check.REGION, "both", "they are in two places"));
    }
  }

  /** The newer of two writes wins, by the clocks of the services. */
  private void clocks(SiteCheck ofA, SiteCheck ofB) {
    if (ofA.skew() != null
        && ofB.skew() != null
        && ofA.skew().minus(ofB.skew()).abs().compareTo(SERVICES_APART) > 0) {
      findings.add(
          Finding.warning(
              Check.CLOCK,
              "both",
              "the two services' clocks are "
                  + ofA.skew().minus(ofB.skew()).abs().toSeconds()
                  + " s apart, and of two writes the one with the later time wins",
              "synchronise the clocks of the services (NTP)"));
    }
  }
}
