package dev.etagere.replication;

import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.DeleteMarkerReplicationStatus;
import software.amazon.awssdk.services.s3.model.ReplicationConfiguration;
import software.amazon.awssdk.services.s3.model.ReplicationRule;
import software.amazon.awssdk.services.s3.model.ReplicationRuleFilter;
import software.amazon.awssdk.services.s3.model.ReplicationRuleStatus;
import software.amazon.awssdk.services.s3.model.SseKmsEncryptedObjectsStatus;

/**
 * The replication rules of a bucket.
 *
 * @param configuration {@code null} if there is none
 * @param unreadable why they could not be read, or {@code null}
 */
record Rules(
    Site site, @Nullable ReplicationConfiguration configuration, @Nullable String unreadable) {
  static Rules at(Site site) {
    Told<ReplicationConfiguration> told =
        Told.by(
            site,
            "replication rules",
            o ->
                site.client()
                    .getBucketReplication(r -> r.bucket(site.bucket()).overrideConfiguration(o))
                    .replicationConfiguration());
    return new Rules(site, told.value(), told.refusal());
  }

  List<ReplicationRule> all() {
    return configuration == null ? List.of() : configuration.rules();
  }

  /** Those that lead to another bucket, enabled or not. */
  List<ReplicationRule> to(Site other) {
    return all().stream().filter(rule -> leadsTo(rule, other)).toList();
  }

  /** Those enabled by which some key of this location is replicated to another bucket. */
  List<ReplicationRule> enabledFor(Site other) {
    return to(other).stream().filter(Rules::isEnabled).filter(this::touches).toList();
  }

  static boolean leadsTo(ReplicationRule rule, Site other) {
    return rule.destination() != null
        && rule.destination().bucket() != null
        && rule.destination().bucket().endsWith(":::" + other.bucket());
  }

  static boolean isEnabled(ReplicationRule rule) {
    return rule.status() == ReplicationRuleStatus.ENABLED;
  }

  /** Whether every key of this location falls under a rule, whatever its tags. */
  boolean isCoveredBy(ReplicationRule rule) {
    return site.prefix().startsWith(prefix(rule)) && !hasTags(rule);
  }

  private boolean touches(ReplicationRule rule) {
    return site.prefix().startsWith(prefix(rule)) || prefix(rule).startsWith(site.prefix());
  }

  /** The prefix of the keys of a rule; rules of the older form have it elsewhere. */
  @SuppressWarnings("deprecation")
  static String prefix(ReplicationRule rule) {
    ReplicationRuleFilter filter = rule.filter();
    String prefix =
        filter == null
            ? rule.prefix()
            : filter.and() != null ? filter.and().prefix() : filter.prefix();
    return prefix == null ? "" : prefix;
  }

  static boolean hasTags(ReplicationRule rule) {
    ReplicationRuleFilter filter = rule.filter();
    return filter != null
        && (filter.tag() != null || (filter.and() != null && filter.and().hasTags()));
  }

  /**
   * Rules of the older form, without a filter, always do (Amazon S3 User Guide, "Replicating delete
   * markers between buckets").
   */
  static boolean replicatesDeleteMarkers(ReplicationRule rule) {
    return rule.filter() == null
        || (rule.deleteMarkerReplication() != null
            && rule.deleteMarkerReplication().status() == DeleteMarkerReplicationStatus.ENABLED);
  }

  static boolean replicatesKmsObjects(ReplicationRule rule) {
    return rule.sourceSelectionCriteria() != null
        && rule.sourceSelectionCriteria().sseKmsEncryptedObjects() != null
        && rule.sourceSelectionCriteria().sseKmsEncryptedObjects().status()
            == SseKmsEncryptedObjectsStatus.ENABLED;
  }

  static int priority(ReplicationRule rule) {
    return rule.priority() == null ? 0 : rule.priority();
  }

  static String name(ReplicationRule rule) {
    return rule.id() == null ? "(without an id)" : "'" + rule.id() + "'";
  }
}
