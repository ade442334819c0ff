package dev.etagere.quorum;

import org.jspecify.annotations.Nullable;

/**
 * The payload of a write below a state, kept with the state until that is chosen: a proposal must
 * not destroy what is to be read if it comes to nothing.
 *
 * @param id of the write
 * @param payload its payload; {@code null} if whoever proposed did not see it: then whoever
 *     replaces it by the proposal puts it here
 */
public record Kept(String id, Payload.@Nullable Inline payload) {}
