package dev.etagere.replication;

import dev.etagere.core.StoreException;
import dev.etagere.core.spi.Deadline;
import dev.etagere.replication.Finding.Check;
import dev.etagere.s3.S3Failures;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Writes an object at one site and waits until the other has it; deletes it and waits until the
 * other has not. Looks first after 200 ms, then every 2 s at the latest, for as long as it is told.
 */
final class LagCheck {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final Site from;
  private final Site to;
  private final Duration wait;
  private final String key;
  private final String where;
  private final List<Finding> findings = new ArrayList<>();

  LagCheck(Site from, Site to, Duration wait, String id) {
    this.from = from;
    this.to = to;
    this.wait = wait;
    this.key = ".etagere-doctor-" + id + "-lag-" + from.name().toLowerCase(Locale.ROOT);
    this.where = from.name() + " -> " + to.name();
  }

  /** What it writes to, at both sites. */
  String key() {
    return key;
  }

  /** Measures. */
  List<Finding> findings() throws InterruptedException {
    try {
      measure();
    } catch (SdkException e) {
      notMeasured(S3Failures.words(e));
    } catch (StoreException e) {
      notMeasured(String.valueOf(e.getMessage()));
    }
    return findings;
  }

  private void notMeasured(String why) {
    findings.add(
        Finding.warning(
            Check.LAG,
            where,
            "could not be measured: " + why,
            "correct what else is told of " + from.name() + " and " + to.name()));
  }

  private void measure() throws InterruptedException {
    long start = from.ambient().nanoTime();
    String etag = put();
    HeadObjectResponse there = await(true);
    if (there == null) {
      findings.add(didNotArrive());
      return;
    }
    findings.add(
        Finding.ok(Check.LAG, where, "an object took " + since(start) + ", a single measurement"));
    if (!Entry.bare(there.eTag()).equals(etag)) {
      findings.add(
          Finding.warning(
              Check.ENCRYPTION,
              where,
              "the replica has another ETag, so that a version read there is a conflict here",
              "use SSE-S3 as the default encryption of both buckets, or expect to read again"));
    }
    long deleted = from.ambient().nanoTime();
    delete();
    if (await(false) == null) {
      findings.add(Finding.ok(Check.LAG_OF_DELETES, where, "a delete took " + since(deleted)));
    } else {
      findings.add(
          Finding.error(
              Check.LAG_OF_DELETES,
              where,
              "a delete did not arrive within " + seconds(wait),
              "replicate delete markers ('etagere setup replication'); wait longer with --wait"));
    }
  }

  private String put() {
    byte[] content = ("written by etagere doctor for " + key).getBytes(StandardCharsets.UTF_8);
    return Entry.bare(
        from.sendRaw(
                key,
                "a probe",
                o ->
                    from.client()
                        .putObject(
                            r ->
                                r.bucket(from.bucket()).key(from.key(key)).overrideConfiguration(o),
                            RequestBody.fromBytes(content)))
            .eTag());
  }

  private void delete() {
    from.sendRaw(
        key,
        "removal of a probe",
        o ->
            from.client()
                .deleteObject(
                    r -> r.bucket(from.bucket()).key(from.key(key)).overrideConfiguration(o)));
  }

  /** Waits for the object to come, or to go. Returns what was there last. */
  private @Nullable HeadObjectResponse await(boolean come) throws InterruptedException {
    Deadline deadline = Deadline.after(wait, to.ambient());
    Duration pause = FIRST_PAUSE;
    while (true) {
      HeadObjectResponse seen = Look.headAt(to, key);
      if ((seen != null) == come || !deadline.pause(pause)) {
        return seen;
      }
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
    }
  }

  /** The source knows what became of it (Amazon S3 User Guide, "Getting replication status"). */
  private Finding didNotArrive() {
    HeadObjectResponse source = Look.headAt(from, key);
    String status = source == null ? null : source.replicationStatusAsString();
    String seen = "an object did not arrive within " + seconds(wait);
    if (status == null) {
      return Finding.error(
          Check.LAG,
          where,
          seen + ", and no rule took it",
          "run 'etagere setup replication'; a new rule may take minutes until it works");
    }
    if (status.equals("FAILED")) {
      return Finding.error(
          Check.LAG,
          where,
          seen + ": its replication failed",
          "check the role of the rules: it must be trusted by s3.amazonaws.com, read and"
              + " s3:GetObjectVersionForReplication at the source, s3:ReplicateObject and"
              + " s3:ReplicateDelete at the destination, and use the keys of both");
    }
    return Finding.warning(
        Check.LAG,
        where,
        seen + ", its replication is " + status,
        "most objects take less than 15 minutes: try again with --wait 15m; for a promise, turn on"
            + " Replication Time Control ('etagere setup replication --rtc')");
  }

  private String since(long start) {
    return seconds(Duration.ofNanos(from.ambient().nanoTime() - start));
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }
}
