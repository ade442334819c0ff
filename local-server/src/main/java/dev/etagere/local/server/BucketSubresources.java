package dev.etagere.local.server;

import java.util.Set;

/** The parameters that ask for something of a bucket other than its objects. */
final class BucketSubresources {
  static final Set<String> NAMES =
      Set.of(
          "accelerate",
          "acl",
          "analytics",
          "cors",
          "encryption",
          "intelligent-tiering",
          "inventory",
          "lifecycle",
          "location",
          "logging",
          "metrics",
          "notification",
          "object-lock",
          "ownershipControls",
          "policy",
          "policyStatus",
          "publicAccessBlock",
          "replication",
          "requestPayment",
          "tagging",
          "uploads",
          "versioning",
          "versions",
          "website");

  /** Those the store answers, whatever the method. */
  private static final Set<String> OF_THE_STORE =
      Set.of("encryption", "replication", "versioning", "versions");

  private BucketSubresources() {}

  static boolean asksForOneOfTheStore(Query query) {
    return query.values().keySet().stream().anyMatch(OF_THE_STORE::contains);
  }
}
