/**
 * Two locations and which of them a call goes to: health, breaker, latencies, the order, by itself
 * or by hand. Knows nothing of what a call is.
 */
@NullMarked
package dev.etagere.failover;

import org.jspecify.annotations.NullMarked;
