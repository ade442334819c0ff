package dev.etagere.replication;

import dev.etagere.core.AccessException;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.StoreException;
import dev.etagere.core.UnsupportedException;
import dev.etagere.s3.S3Failures;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ReplicationConfiguration;
import software.amazon.awssdk.services.s3.model.ReplicationRule;

/**
 * Makes two buckets replicate to each other: versioning on, and a rule each way that takes every
 * key under the prefix and the delete markers. What is so already is left, and so are the rules of
 * others and their order. Both buckets must belong to the account of the caller. For one thread.
 */
public final class ReplicationSetup {
  private final Site a;
  private final Site b;
  private final SetupOptions options;

  /** Prepares a set-up. */
  public ReplicationSetup(Site a, Site b, SetupOptions options) {
    this.a = a;
    this.b = b;
    this.options = options;
  }

  /**
   * The calls it takes, as lines for the AWS CLI; empty if all is so already. Changes nothing.
   *
   * @throws StoreException as {@link #run} does
   */
  public List<String> plan() {
    return steps().stream().map(Step::command).toList();
  }

  /**
   * Sends the calls it takes, and looks whether they took effect.
   *
   * @param done gets each call that was sent, in words
   * @return how many there were
   * @throws UnsupportedException if the locations or the rules there do not allow it; the message
   *     says what to change. Nothing was changed
   * @throws AccessException if a call was not allowed; those before it were sent. Grant it, and run
   *     it again
   * @throws OutcomeUnknownException if the settings are not what was set: somebody else set them at
   *     the same time, or they are slow to take effect; run it again
   */
  public int run(Consumer<String> done) {
    List<Step> steps = steps();
    for (Step step : steps) {
      try {
        step.call().run();
      } catch (SdkException e) {
        throw S3Failures.exception(e, null, step.purpose(), step.site().toString());
      }
      done.accept(step.purpose() + " at " + step.site());
    }
    // Rules are replaced as a whole and without a condition: another set-up may have come between.
    if (!steps.isEmpty() && !steps().isEmpty()) {
      throw new OutcomeUnknownException(
          null,
          "the settings at "
              + a
              + " and "
              + b
              + " are not what was just set: somebody else set them at the same time, or they are"
              + " slow to take effect; run it again",
          null);
    }
    return steps.size();
  }

  private List<Step> steps() {
    requirePlaces();
    List<Step> steps = new ArrayList<>();
    versioning(a, steps);
    versioning(b, steps);
    rules(a, b, options.role(), options.kmsKeyB(), steps);
    if (!options.oneWay()) {
      String back = options.roleBack() == null ? options.role() : options.roleBack();
      rules(b, a, back, options.kmsKeyA(), steps);
    }
    return steps;
  }

  private void requirePlaces() {
    if (new SamePlace(a, b).is()) {
      throw new IllegalArgumentException(a + " and " + b + " are one bucket");
    }
    if (!a.prefix().equals(b.prefix())) {
      throw new IllegalArgumentException(
          "replication keeps keys as they are, so both locations must have the same prefix, not '"
              + a.prefix()
              + "' and '"
              + b.prefix()
              + "'");
    }
  }

  private static void versioning(Site site, List<Step> steps) {
    BucketVersioningStatus status =
        site.send(
                null,
                "versioning",
                o ->
                    site.client()
                        .getBucketVersioning(r -> r.bucket(site.bucket()).overrideConfiguration(o)))
            .status();
    if (status == BucketVersioningStatus.ENABLED) {
      return;
    }
    steps.add(
        new Step(
            site,
            "turn versioning on",
            AwsCli.command(
                site, "put-bucket-versioning", "--versioning-configuration", "Status=Enabled"),
            () ->
                site.sendRaw(
                    null,
                    "versioning",
                    o ->
                        site.client()
                            .putBucketVersioning(
                                r ->
                                    r.bucket(site.bucket())
                                        .versioningConfiguration(
                                            c -> c.status(BucketVersioningStatus.ENABLED))
                                        .overrideConfiguration(o)))));
  }

  private void rules(Site from, Site to, String role, @Nullable String key, List<Step> steps) {
    Rules rules = Rules.at(from);
    if (rules.unreadable() != null) {
      throw new AccessException(
          null,
          "the replication rules at "
              + from
              + " could not be read: "
              + rules.unreadable()
              + "; grant s3:GetReplicationConfiguration, for setting them replaces those of others",
          null);
    }
    requireKey(from, to, key);
    OwnRule own = new OwnRule(from, to, key, options.timeControl());
    requireNewForm(rules, own);
    requireRole(rules, own, role);
    List<ReplicationRule> others = own.others(rules);
    ReplicationRule rule = own.rule(rules);
    boolean there =
        rules.configuration() != null
            && role.equals(rules.configuration().role())
            && rules.all().stream().anyMatch(each -> own.is(each) && Settings.hold(rule, each));
    if (!there) {
      List<ReplicationRule> all = new ArrayList<>(others);
      all.add(rule);
      steps.add(put(from, to, ReplicationConfiguration.builder().role(role).rules(all).build()));
    }
  }

  private static Step put(Site from, Site to, ReplicationConfiguration configuration) {
    return new Step(
        from,
        "replicate to bucket " + to.bucket(),
        AwsCli.command(
            from,
            "put-bucket-replication",
            "--replication-configuration",
            AwsCli.json(configuration)),
        () ->
            from.sendRaw(
                null,
                "replication rules",
                o ->
                    from.client()
                        .putBucketReplication(
                            r ->
                                r.bucket(from.bucket())
                                    .replicationConfiguration(configuration)
                                    .overrideConfiguration(o))));
  }

  private static void requireKey(Site from, Site to, @Nullable String key) {
    SiteCheck check = new SiteCheck(from);
    if (key == null && check.encrypts()) {
      throw new UnsupportedException(
          null,
          "objects at "
              + from
              + " are encrypted with KMS keys, and are replicated only with a key named for the"
              + " replicas; give the ARN of one in the region of "
              + to.name()
              + " with --kms-key-"
              + to.name().toLowerCase(java.util.Locale.ROOT),
          null);
    }
  }

  /** S3 takes rules of one form only in one configuration. */
  private static void requireNewForm(Rules rules, OwnRule own) {
    for (ReplicationRule rule : own.others(rules)) {
      if (rule.filter() == null) {
        throw new UnsupportedException(
            null,
            "rule "
                + Rules.name(rule)
                + " at "
                + rules.site()
                + " is of the older form, without a filter, and S3 takes no other beside it; write"
                + " it anew with a Filter and a Priority",
            null);
      }
    }
  }

  /** One role serves all rules of a bucket. */
  private static void requireRole(Rules rules, OwnRule own, String role) {
    String there = rules.configuration() == null ? null : rules.configuration().role();
    if (there != null && !there.equals(role) && !own.others(rules).isEmpty()) {
      throw new UnsupportedException(
          null,
          "the rules of others at "
              + rules.site()
              + " use role "
              + there
              + ", and S3 takes one role for all; give that one with --role (or --role-back), and let"
              + " it replicate to the other bucket",
          null);
    }
  }
}
