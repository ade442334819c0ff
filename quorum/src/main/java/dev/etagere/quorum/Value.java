package dev.etagere.quorum;

import dev.etagere.core.Attributes;
import java.time.Instant;

/**
 * What a key holds. Two values of one write are the same but for where their payload is.
 *
 * @param attributes content type, user metadata and the like
 * @param size of the payload in bytes
 * @param checksum of the payload, CRC-32C in hex
 * @param modified when it was written, by the writer's clock, to the millisecond; it decides
 *     nothing
 * @param payload the bytes, or where they are
 */
public record Value(
    Attributes attributes, long size, String checksum, Instant modified, Payload payload) {
  /** Whether the payload is not at the location this was read from. */
  public boolean isHollow() {
    return payload == Payload.Missing.INSTANCE;
  }

  /** The same, its payload being this. */
  public Value with(Payload other) {
    return new Value(attributes, size, checksum, modified, other);
  }
}
