package dev.etagere.failover;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a location is, for display.
 *
 * @param name its name
 * @param breaker whether calls go there
 * @param drained whether it was taken out by hand
 * @param untilTrial how long until it is tried again; zero if it is not open
 * @param succeeded how many calls it answered
 * @param failed how many failed for its sake
 * @param failuresInARow how many of these were the last ones
 * @param p50 what half of its last 256 answers took at the most; {@code null} before the first
 * @param p99 what 99 of 100 of them took at the most; {@code null} before the first
 * @param lastFailure what the last failure was; {@code null} if there was none
 */
public record LocationStatus(
    String name,
    BreakerState breaker,
    boolean drained,
    Duration untilTrial,
    long succeeded,
    long failed,
    int failuresInARow,
    @Nullable Duration p50,
    @Nullable Duration p99,
    @Nullable String lastFailure) {}
