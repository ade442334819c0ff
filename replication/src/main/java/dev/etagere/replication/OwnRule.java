package dev.etagere.replication;

import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.RegionMetadata;
import software.amazon.awssdk.services.s3.model.DeleteMarkerReplicationStatus;
import software.amazon.awssdk.services.s3.model.Destination;
import software.amazon.awssdk.services.s3.model.MetricsStatus;
import software.amazon.awssdk.services.s3.model.ReplicaModificationsStatus;
import software.amazon.awssdk.services.s3.model.ReplicationRule;
import software.amazon.awssdk.services.s3.model.ReplicationRuleStatus;
import software.amazon.awssdk.services.s3.model.ReplicationTimeStatus;
import software.amazon.awssdk.services.s3.model.SourceSelectionCriteria;
import software.amazon.awssdk.services.s3.model.SseKmsEncryptedObjectsStatus;

/** The one rule a set-up makes at a bucket; known again by its id. */
record OwnRule(Site from, Site to, @Nullable String key, boolean timeControl) {
  private static final int MINUTES = 15;

  String id() {
    String prefix = from.prefix().isEmpty() ? "all" : from.prefix();
    String id = "etagere " + prefix + " to " + to.bucket();
    // At most 255 characters; a long prefix gives way to its hash.
    return id.length() <= 255
        ? id
        : "etagere " + Integer.toHexString(prefix.hashCode()) + " to " + to.bucket();
  }

  boolean is(ReplicationRule rule) {
    return id().equals(rule.id());
  }

  List<ReplicationRule> others(Rules rules) {
    return rules.all().stream().filter(rule -> !is(rule)).toList();
  }

  /** As it should be; its priority is kept if it has one, and above all others' if not. */
  ReplicationRule rule(Rules rules) {
    int priority =
        rules.all().stream()
            .filter(this::is)
            .map(Rules::priority)
            .findFirst()
            .orElseGet(() -> 1 + others(rules).stream().mapToInt(Rules::priority).max().orElse(0));
    ReplicationRule.Builder rule =
        ReplicationRule.builder()
            .id(id())
            .priority(priority)
            .status(ReplicationRuleStatus.ENABLED)
            .filter(f -> f.prefix(from.prefix()))
            .deleteMarkerReplication(d -> d.status(DeleteMarkerReplicationStatus.ENABLED))
            .destination(this::destination);
    return key == null ? rule.build() : rule.sourceSelectionCriteria(OwnRule::criteria).build();
  }

  /**
   * Only where keys ask for it: the element must name SseKmsEncryptedObjects then (Amazon S3 API
   * Reference, "SourceSelectionCriteria"), and services other than AWS refuse it. Changes of tags
   * and ACLs on replicas, which it could select too, the store does not make.
   */
  private static void criteria(SourceSelectionCriteria.Builder criteria) {
    criteria
        .replicaModifications(r -> r.status(ReplicaModificationsStatus.ENABLED))
        .sseKmsEncryptedObjects(s -> s.status(SseKmsEncryptedObjectsStatus.ENABLED));
  }

  private void destination(Destination.Builder destination) {
    destination.bucket("arn:" + partition() + ":s3:::" + to.bucket());
    if (key != null) {
      destination.encryptionConfiguration(e -> e.replicaKmsKeyID(key));
    }
    if (timeControl) {
      destination
          .replicationTime(
              t -> t.status(ReplicationTimeStatus.ENABLED).time(v -> v.minutes(MINUTES)))
          .metrics(m -> m.status(MetricsStatus.ENABLED).eventThreshold(v -> v.minutes(MINUTES)));
    }
  }

  /** A service of its own may have regions nobody knows. */
  private String partition() {
    RegionMetadata metadata = to.client().serviceClientConfiguration().region().metadata();
    return metadata == null ? "aws" : metadata.partition().id();
  }
}
