package dev.etagere.replication;

import java.util.Optional;

/** What two locations share. */
record SamePlace(Site a, Site b) {
  /** Whether they are one bucket. */
  boolean is() {
    return a.bucket().equals(b.bucket()) && sameEndpoint();
  }

  /** Whether a key can be in both. */
  boolean overlap() {
    return is() && (a.prefix().startsWith(b.prefix()) || b.prefix().startsWith(a.prefix()));
  }

  /** Whether requests for both go to one service. */
  boolean sameEndpoint() {
    return a.client()
        .serviceClientConfiguration()
        .endpointOverride()
        .equals(b.client().serviceClientConfiguration().endpointOverride());
  }

  /** Whether they are behind one endpoint of their own, so that one failure takes both. */
  boolean sameServer() {
    return sameEndpoint()
        && !a.client().serviceClientConfiguration().endpointOverride().equals(Optional.empty());
  }
}
