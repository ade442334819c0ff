/**
 * Several locations as one: the protocol by which a key stays linearizable while any minority of
 * them is away, as a state machine without input, output, clock or chance.
 *
 * <p>{@code Rules} is the whole of what must hold; {@link dev.etagere.quorum.Operation} decides by
 * them what to send next and when there is an answer. Whoever drives it sends the requests, hands
 * in the replies, and keeps the time.
 */
@NullMarked
package dev.etagere.quorum;

import org.jspecify.annotations.NullMarked;
