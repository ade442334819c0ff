package dev.etagere.replication;

import dev.etagere.replication.Finding.Check;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.ReplicaModificationsStatus;
import software.amazon.awssdk.services.s3.model.ReplicationRule;

/** Whether one bucket's rules bring every key of the location to the other. */
final class RuleCheck {
  private static final String SET_UP = "run 'etagere setup replication'";

  private final Site from;
  private final Site to;
  private final Rules rules;
  private final boolean encryptsWithKeys;
  private final String where;

  RuleCheck(Site from, Site to, Rules rules, boolean encryptsWithKeys) {
    this.from = from;
    this.to = to;
    this.rules = rules;
    this.encryptsWithKeys = encryptsWithKeys;
    this.where = from.name() + " -> " + to.name();
  }

  /** Whether it is known that nothing is replicated, so that there is no lag to measure. */
  boolean isKnownNotToReplicate() {
    return rules.unreadable() == null && rules.enabledFor(to).isEmpty();
  }

  List<Finding> findings() {
    if (rules.unreadable() != null) {
      return List.of(
          Finding.warning(
              Check.RULE,
              where,
              "the replication rules could not be read: " + rules.unreadable(),
              "grant s3:GetReplicationConfiguration on the bucket; a service that has no such rules"
                  + " must replicate by other means, which the lag below shows"));
    }
    List<ReplicationRule> leading = rules.to(to);
    if (leading.isEmpty()) {
      return List.of(noneLeads());
    }
    // Of rules to one destination the one with the highest priority counts.
    Optional<ReplicationRule> effective =
        leading.stream()
            .filter(Rules::isEnabled)
            .filter(rules::isCoveredBy)
            .max(Comparator.comparingInt(Rules::priority));
    return effective.map(this::examine).orElseGet(() -> List.of(noneCovers(leading)));
  }

  private Finding noneLeads() {
    String others =
        rules.all().isEmpty()
            ? "there is no replication rule"
            : "no rule leads to bucket "
                + to.bucket()
                + ", but "
                + rules.all().stream()
                    .map(r -> r.destination() == null ? "nowhere" : r.destination().bucket())
                    .distinct()
                    .toList();
    return Finding.error(Check.RULE, where, others, SET_UP);
  }

  private Finding noneCovers(List<ReplicationRule> leading) {
    for (ReplicationRule rule : leading) {
      if (!Rules.isEnabled(rule) && rules.isCoveredBy(rule)) {
        return Finding.error(
            Check.RULE,
            where,
            "rule " + Rules.name(rule) + " is disabled",
            "enable it, or " + SET_UP);
      }
    }
    ReplicationRule rule = leading.get(0);
    String limit =
        Rules.hasTags(rule)
            ? "takes only objects with certain tags"
            : "takes only keys under '" + Rules.prefix(rule) + "'";
    return Finding.error(
        Check.RULE,
        where,
        "rule " + Rules.name(rule) + " " + limit + ", not all under '" + from.prefix() + "'",
        "widen it, or " + SET_UP);
  }

  private List<Finding> examine(ReplicationRule rule) {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.ok(Check.RULE, where, "rule " + Rules.name(rule) + " leads to " + to.bucket()));
    if (Rules.replicatesDeleteMarkers(rule)) {
      findings.add(Finding.ok(Check.DELETE_MARKERS, where, "delete markers are replicated"));
    } else {
      findings.add(
          Finding.error(
              Check.DELETE_MARKERS,
              where,
              "rule "
                  + Rules.name(rule)
                  + " leaves delete markers out: what is deleted at "
                  + from.name()
                  + " stays at "
                  + to.name(),
              "set DeleteMarkerReplication to Enabled, or " + SET_UP));
    }
    if (encryptsWithKeys && !Rules.replicatesKmsObjects(rule)) {
      findings.add(
          Finding.error(
              Check.ENCRYPTION,
              where,
              "objects are encrypted with KMS keys, and rule "
                  + Rules.name(rule)
                  + " leaves such objects out",
              "select SseKmsEncryptedObjects and name a key at the destination, or "
                  + SET_UP
                  + " with --kms-key-a and --kms-key-b"));
    }
    if (!syncsReplicas(rule)) {
      findings.add(
          Finding.hint(
              Check.REPLICA_CHANGES,
              where,
              "tags and ACLs changed on replicas are not replicated",
              "nothing, unless you change those: then set ReplicaModifications to Enabled"));
    }
    return findings;
  }

  private static boolean syncsReplicas(ReplicationRule rule) {
    return rule.sourceSelectionCriteria() != null
        && rule.sourceSelectionCriteria().replicaModifications() != null
        && rule.sourceSelectionCriteria().replicaModifications().status()
            == ReplicaModificationsStatus.ENABLED;
  }
}
