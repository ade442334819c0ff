package dev.etagere.cli.demo;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a trial ended.
 *
 * @param name of the scene
 * @param operations calls of the clients
 * @param acknowledged writes that are done, as the store said
 * @param lost of those, writes of which nothing is there in the end
 * @param conflicts writes told not to be applied since somebody was first
 * @param unavailable writes told not to be applied for want of locations
 * @param unknown writes of unknown outcome
 * @param unknownApplied of those, writes that turned out to be applied
 * @param untold increments nobody made, as far as the writers were told
 * @param reads that answered
 * @param failedReads that did not
 * @param stale reads of less than had been acknowledged, or seen, before they began
 * @param markedStale of those, reads that said they may be stale
 * @param waits the longest wait of each writer for an acknowledgement while all was well, the
 *     shortest of them first
 * @param pauses the same from the moment the home went
 * @param oneCopy keys whose last write had one copy when it was acknowledged
 * @param repaired of those, keys whose copy was back in the end
 * @param failure what no client is to see; {@code null} if nothing was
 * @param failedRead why the first of the reads failed; {@code null} if none did
 */
public record TrialResult(
    String name,
    long operations,
    long acknowledged,
    long lost,
    long conflicts,
    long unavailable,
    long unknown,
    long unknownApplied,
    long untold,
    long reads,
    long failedReads,
    long stale,
    long markedStale,
    List<Duration> waits,
    List<Duration> pauses,
    long oneCopy,
    long repaired,
    @Nullable String failure,
    @Nullable String failedRead) {
  /** Copies the lists. */
  public TrialResult {
    waits = List.copyOf(waits);
    pauses = List.copyOf(pauses);
  }

  /** Whether all that was acknowledged was there, for reads meanwhile and in the end. */
  public boolean kept() {
    return acknowledged > 0 && lost == 0 && stale == 0 && untold == 0 && failure == null;
  }
}
