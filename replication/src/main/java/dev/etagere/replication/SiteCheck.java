package dev.etagere.replication;

import dev.etagere.replication.Finding.Check;
import dev.etagere.s3.S3Failures;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.ObjectLockConfiguration;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionConfiguration;

/** What one bucket tells of itself, without a write. */
final class SiteCheck {
  private static final Duration SKEW_TO_MENTION = Duration.ofSeconds(30);

  /** S3 refuses requests that are 15 minutes off. */
  private static final Duration SKEW_TOO_LARGE = Duration.ofMinutes(10);

  private final Site site;
  private final List<Finding> findings = new ArrayList<>();
  private @Nullable String region;
  private @Nullable Duration skew;
  private boolean encryptsWithKeys;
  private boolean retains;

  SiteCheck(Site site) {
    this.site = site;
  }

  List<Finding> findings() {
    return findings;
  }

  @Nullable String region() {
    return region;
  }

  /** How far the service's clock is ahead of this machine's, to the second, if it tells. */
  @Nullable Duration skew() {
    return skew;
  }

  /** Whether new objects are encrypted with KMS keys by default. */
  boolean encryptsWithKeys() {
    return encryptsWithKeys;
  }

  /** Whether what is written cannot be removed again for some time. */
  boolean retains() {
    return retains;
  }

  /** Whether new objects are encrypted with KMS keys by default, for those who ask only that. */
  boolean encrypts() {
    encryption();
    return encryptsWithKeys;
  }

  /** Looks; returns whether the bucket answers at all. */
  boolean look() {
    if (!reach()) {
      return false;
    }
    clock();
    versioning();
    encryption();
    objectLock();
    lifecycle();
    return true;
  }

  private boolean reach() {
    try {
      HeadBucketResponse head =
          site.sendRaw(
              null,
              "look at the bucket",
              o -> site.client().headBucket(r -> r.bucket(site.bucket()).overrideConfiguration(o)));
      region = head.bucketRegion();
      skew = skew(head);
      findings.add(
          Finding.ok(
              Check.REACHABLE,
              site.name(),
              "bucket " + site.bucket() + (region == null ? "" : " in " + region)));
      return true;
    } catch (SdkException e) {
      String seen =
          S3Failures.isAbsent(e)
              ? "there is no bucket " + site.bucket()
              : "bucket " + site.bucket() + " cannot be reached: " + S3Failures.words(e);
      String remedy =
          S3Failures.isAbsent(e)
              ? "create it, or correct the location"
              : String.valueOf(
                  S3Failures.exception(e, null, "look at the bucket", "" + site).getMessage());
      findings.add(Finding.error(Check.REACHABLE, site.name(), seen, remedy));
      return false;
    }
  }

  private @Nullable Duration skew(HeadBucketResponse head) {
    String date =
        head.sdkHttpResponse() == null
            ? null
            : head.sdkHttpResponse().firstMatchingHeader("Date").orElse(null);
    try {
      return date == null
          ? null
          : Duration.between(
              site.ambient().now(), Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)));
    } catch (DateTimeException e) {
      return null;
    }
  }

  private void clock() {
    if (skew == null) {
      return;
    }
    String seen =
        "this machine's clock is "
            + skew.abs().toSeconds()
            + " s "
            + (skew.isNegative() ? "ahead of" : "behind")
            + " the service's";
    String remedy = "synchronise this machine's clock (NTP); S3 refuses requests 15 minutes off";
    if (skew.abs().compareTo(SKEW_TOO_LARGE) >= 0) {
      findings.add(Finding.error(Check.CLOCK, site.name(), seen, remedy));
    } else if (skew.abs().compareTo(SKEW_TO_MENTION) >= 0) {
      findings.add(Finding.warning(Check.CLOCK, site.name(), seen, remedy));
    } else {
      findings.add(Finding.ok(Check.CLOCK, site.name(), "the clocks agree"));
    }
  }

  private void versioning() {
    Told<String> told =
        Told.by(
            site,
            "versioning",
            o ->
                String.valueOf(
                    site.client()
                        .getBucketVersioning(r -> r.bucket(site.bucket()).overrideConfiguration(o))
                        .status()));
    if (told.refusal() != null) {
      unreadable(Check.VERSIONING, told.refusal(), "s3:GetBucketVersioning");
    } else if (BucketVersioningStatus.ENABLED.toString().equals(told.value())) {
      findings.add(Finding.ok(Check.VERSIONING, site.name(), "versioning is on"));
    } else {
      boolean suspended = BucketVersioningStatus.SUSPENDED.toString().equals(told.value());
      findings.add(
          Finding.error(
              Check.VERSIONING,
              site.name(),
              "versioning " + (suspended ? "is suspended" : "was never turned on"),
              "turn it on; 'etagere setup replication' does"));
    }
  }

  private void encryption() {
    Told<ServerSideEncryptionConfiguration> told =
        Told.by(
            site,
            "encryption",
            o ->
                site.client()
                    .getBucketEncryption(r -> r.bucket(site.bucket()).overrideConfiguration(o))
                    .serverSideEncryptionConfiguration());
    if (told.refusal() != null) {
      unreadable(Check.ENCRYPTION, told.refusal(), "s3:GetEncryptionConfiguration");
      return;
    }
    ServerSideEncryptionConfiguration configuration = told.value();
    ServerSideEncryption byDefault =
        configuration == null
            ? null
            : configuration.rules().stream()
                .filter(rule -> rule.applyServerSideEncryptionByDefault() != null)
                .map(rule -> rule.applyServerSideEncryptionByDefault().sseAlgorithm())
                .findFirst()
                .orElse(null);
    encryptsWithKeys =
        byDefault == ServerSideEncryption.AWS_KMS || byDefault == ServerSideEncryption.AWS_KMS_DSSE;
    if (encryptsWithKeys) {
      findings.add(
          Finding.warning(
              Check.ENCRYPTION,
              site.name(),
              "new objects are encrypted with "
                  + byDefault
                  + ": their ETags are no MD5s and differ from those at the other location, so that a"
                  + " version read there is always a conflict here",
              "use SSE-S3 (AES256) as the bucket's default, or expect to read again after a failover"));
    } else {
      findings.add(Finding.ok(Check.ENCRYPTION, site.name(), "ETags are MD5s"));
    }
  }

  private void objectLock() {
    Told<ObjectLockConfiguration> told =
        Told.by(
            site,
            "Object Lock",
            o ->
                site.client()
                    .getObjectLockConfiguration(
                        r -> r.bucket(site.bucket()).overrideConfiguration(o))
                    .objectLockConfiguration());
    if (told.refusal() != null) {
      unreadable(Check.OBJECT_LOCK, told.refusal(), "s3:GetBucketObjectLockConfiguration");
      return;
    }
    ObjectLockConfiguration lock = told.value();
    if (lock == null || lock.objectLockEnabledAsString() == null) {
      return;
    }
    retains = lock.rule() != null && lock.rule().defaultRetention() != null;
    findings.add(
        retains
            ? Finding.warning(
                Check.OBJECT_LOCK,
                site.name(),
                "Object Lock keeps every new version for some time; the doctor writes nothing, as"
                    + " it could not remove it",
                "remove the default retention unless you need it; the replication role then needs"
                    + " s3:GetObjectRetention and s3:GetObjectLegalHold at the source")
            : Finding.hint(
                Check.OBJECT_LOCK,
                site.name(),
                "Object Lock is enabled",
                "the replication role needs s3:GetObjectRetention and s3:GetObjectLegalHold"));
  }

  private void lifecycle() {
    Told<List<LifecycleRule>> told =
        Told.by(
            site,
            "lifecycle rules",
            o ->
                site.client()
                    .getBucketLifecycleConfiguration(
                        r -> r.bucket(site.bucket()).overrideConfiguration(o))
                    .rules());
    if (told.refusal() != null) {
      unreadable(Check.LIFECYCLE, told.refusal(), "s3:GetLifecycleConfiguration");
      return;
    }
    List<LifecycleRule> rules =
        (told.value() == null ? List.<LifecycleRule>of() : told.value())
            .stream().filter(rule -> rule.status() == ExpirationStatus.ENABLED).toList();
    if (rules.stream().noneMatch(rule -> rule.abortIncompleteMultipartUpload() != null)) {
      findings.add(
          Finding.hint(
              Check.LIFECYCLE,
              site.name(),
              "unfinished uploads are kept, and billed, for ever",
              "add a lifecycle rule AbortIncompleteMultipartUpload after a few days"));
    }
    if (rules.stream().noneMatch(rule -> rule.noncurrentVersionExpiration() != null)) {
      findings.add(
          Finding.hint(
              Check.LIFECYCLE,
              site.name(),
              "replaced versions are kept, and billed, for ever",
              "add a lifecycle rule NoncurrentVersionExpiration"));
    }
    if (rules.stream().anyMatch(SiteCheck::expiresObjects)) {
      findings.add(
          Finding.warning(
              Check.LIFECYCLE,
              site.name(),
              "a lifecycle rule deletes objects, which is not replicated",
              "have the same rule at both buckets, or none that covers the location"));
    }
  }

  private static boolean expiresObjects(LifecycleRule rule) {
    return rule.expiration() != null
        && (rule.expiration().days() != null || rule.expiration().date() != null);
  }

  private void unreadable(Check check, String why, String permission) {
    if (why.equals("NotImplemented") && check != Check.VERSIONING) {
      findings.add(
          Finding.hint(
              check, site.name(), "the service does not have such settings", "nothing to do"));
      return;
    }
    findings.add(
        Finding.warning(
            check,
            site.name(),
            "could not be looked at: " + why,
            "grant " + permission + " on the bucket to who runs the doctor"));
  }
}
