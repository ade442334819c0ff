package dev.etagere.cli.demo;

import dev.etagere.core.ObjectStore;
import dev.etagere.core.StoredObject;
import dev.etagere.jackson.JacksonCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads in the end what is there, and compares it with what the clients were told. */
final class TrialReferee {
  private final Ledger ledger;
  private final ObjectStore store;
  private long lost;
  private long unknownApplied;
  private long untold;

  /**
   * A referee, once the load has ended.
   *
   * @param store fresh: it knows nothing of the load
   */
  TrialReferee(Ledger ledger, ObjectStore store) {
    this.ledger = ledger;
    this.store = store;
    Map<String, Tally> tallies = new HashMap<>();
    for (String key : TrialLoad.COUNTERS) {
      tallies.put(key, tally(key));
    }
    ledger.added().forEach((share, added) -> counter(tallies, share, added));
    ledger.claims().forEach(this::document);
  }

  private Tally tally(String key) {
    return store
        .typed(JacksonCodec.of(Tally.class))
        .get(key)
        .map(tally -> tally.value())
        .orElse(Tally.empty());
  }

  private void counter(Map<String, Tally> tallies, Ledger.Share share, Ledger.Added added) {
    long there = tallies.getOrDefault(share.counter(), Tally.empty()).of(share.writer());
    long more = there - added.acknowledged();
    lost += Math.max(0, -more);
    unknownApplied += Math.min(added.unknown(), Math.max(0, more));
    untold += Math.max(0, more - added.unknown());
  }

  private void document(String key, List<Ledger.Claim> claims) {
    @Nullable String there = store.get(key).map(StoredObject::asString).orElse(null);
    for (Ledger.Claim claim : claims) {
      boolean applied = there != null && there.equals(claim.unknown());
      if (applied) {
        unknownApplied++;
      } else if (claim.acknowledged() != null && !claim.acknowledged().equals(there)) {
        // Each of its writes was acknowledged, and each is gone.
        lost += Document.times(claim.acknowledged());
      }
    }
  }

  TrialResult result(String name, Map<Scene.Part, List<Duration>> waits, Copies copies) {
    long refused = ledger.conflicts() + ledger.unavailable();
    long writes = ledger.acknowledged() + refused + ledger.unknown();
    return new TrialResult(
        name,
        writes + ledger.reads() + ledger.failedReads(),
        ledger.acknowledged(),
        lost,
        ledger.conflicts(),
        ledger.unavailable(),
        ledger.unknown(),
        unknownApplied,
        untold,
        ledger.reads(),
        ledger.failedReads(),
        ledger.stale(),
        ledger.markedStale(),
        waits.getOrDefault(Scene.Part.CALM, List.of()),
        waits.getOrDefault(Scene.Part.HOME_AWAY, List.of()),
        copies.lacking().size(),
        copies.repaired(store),
        ledger.failure(),
        ledger.failedRead());
  }
}
