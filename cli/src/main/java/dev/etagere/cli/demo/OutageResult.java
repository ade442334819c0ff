package dev.etagere.cli.demo;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an outage came to.
 *
 * @param calls made by the load
 * @param failed calls that ended with an error
 * @param firstFailure the first such error; {@code null} if there was none
 * @param attemptLimit how long a call waits for the primary
 * @param firstAnswer from the freezing to the secondary's first answer; {@code null} if none came
 * @param secondCalls calls of the S3 clients right after one that went on elsewhere
 * @param waitedAgain of those, calls that waited for the primary once more
 * @param longestSecond the longest of them
 * @param failovers calls that went on elsewhere
 * @param failbacks returns to the primary, one for each of the two clients
 * @param markedStale reads that said they may be stale
 * @param reallyStale of those, reads of less than had been acknowledged
 * @param unmarkedStale reads of less than had been acknowledged that did not say so
 * @param written writes acknowledged whose presence was checked
 * @param lost of those, writes that are not at both locations in the end
 */
public record OutageResult(
    long calls,
    long failed,
    @Nullable String firstFailure,
    Duration attemptLimit,
    @Nullable Duration firstAnswer,
    long secondCalls,
    long waitedAgain,
    Duration longestSecond,
    long failovers,
    long failbacks,
    long markedStale,
    long reallyStale,
    long unmarkedStale,
    long written,
    long lost) {
  /** How many clients must fail back. */
  static final int CLIENTS = 2;

  /** Whether every promise was kept. */
  public boolean kept() {
    return failed == 0
        && firstAnswer != null
        && waitedAgain == 0
        && failovers > 0
        && failbacks >= CLIENTS
        && unmarkedStale == 0
        && written > 0
        && lost == 0;
  }
}
