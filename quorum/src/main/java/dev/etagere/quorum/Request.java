package dev.etagere.quorum;

import org.jspecify.annotations.Nullable;

/** One request to one location, to be sent once: nothing below sends it again by itself. */
public sealed interface Request {
  /** The index of the location among the members. */
  int location();

  /**
   * Read the register object.
   *
   * @param location the index of the location
   */
  record Get(int location) implements Request {}

  /**
   * Store the payload of a large write under a name; no condition is needed, nobody else uses it.
   * Answered by {@link Reply.Stored}, with any ETag, or by {@link Reply.Plain#LOST}.
   *
   * @param location the index of a data location
   * @param blob the name among the blobs of the key
   * @param from another name under which this operation has stored it there, so that it can be
   *     copied, or {@code null}; it may be gone meanwhile: then send the bytes
   */
  record Upload(int location, BlobName blob, @Nullable BlobName from) implements Request {}

  /**
   * Replace the register object on condition.
   *
   * @param location the index of the location
   * @param etag for {@code If-Match}, exactly as that location gave it; {@code null} for {@code
   *     If-None-Match: *}
   * @param register what to write
   * @param proposal whether it carries the operation's own write to its place for the first time
   */
  record Put(int location, @Nullable String etag, Register register, boolean proposal)
      implements Request {}
}
