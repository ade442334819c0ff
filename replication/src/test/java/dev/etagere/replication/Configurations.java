package dev.etagere.replication;

import software.amazon.awssdk.services.s3.model.ReplicationConfiguration;
import software.amazon.awssdk.services.s3.model.ReplicationRule;

/** Replication rules for tests. */
final class Configurations {
  static final String ROLE = "arn:aws:iam::123456789012:role/replication";

  private Configurations() {}

  static ReplicationRule.Builder rule(String bucket) {
    return ReplicationRule.builder()
        .id("rule to " + bucket)
        .priority(1)
        .status("Enabled")
        .filter(f -> f.prefix(""))
        .deleteMarkerReplication(d -> d.status("Enabled"))
        .destination(d -> d.bucket("arn:aws:s3:::" + bucket));
  }

  static ReplicationConfiguration of(ReplicationRule.Builder... rules) {
    return ReplicationConfiguration.builder()
        .role(ROLE)
        .rules(java.util.Arrays.stream(rules).map(r -> r.build()).toList())
        .build();
  }

  static ReplicationConfiguration to(String bucket) {
    return of(rule(bucket));
  }
}
