package dev.etagere.cli.demo;

import dev.etagere.core.Freshness;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.Version;
import dev.etagere.quorum.store.Quorum;
import dev.etagere.quorum.store.QuorumListener;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Which keys have one full copy only. Safe for use by many threads. */
final class Copies implements QuorumListener {
  private static final int READS = 5;

  private final Set<String> lacking = ConcurrentHashMap.newKeySet();

  @Override
  public void acknowledged(String key, Version version, int copies) {
    if (copies == 1) {
      lacking.add(key);
    }
  }

  /** Keys that once had one. */
  Set<String> lacking() {
    return lacking;
  }

  /**
   * How many of them the nearest location, which is the one that was away, has in the version that
   * all agree on.
   */
  long repaired(ObjectStore store) {
    if (lacking.isEmpty()) {
      return 0;
    }
    ObjectStore near = store.edge(Quorum.class).localReads();
    return lacking.stream().filter(key -> isRepaired(near, key, store)).count();
  }

  /** A read that needed the location brings it what it lacks; one that did not need it does not. */
  private static boolean isRepaired(ObjectStore near, String key, ObjectStore store) {
    for (int i = 0; i < READS; i++) {
      if (isThere(near, key, store)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isThere(ObjectStore near, String key, ObjectStore store) {
    @Nullable ObjectInfo there = near.head(key).orElse(null);
    @Nullable ObjectInfo agreed = store.head(key).orElse(null);
    return there != null
        && agreed != null
        && there.freshness() instanceof Freshness.PossiblyStale
        && there.version().equals(agreed.version());
  }
}
