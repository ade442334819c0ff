package dev.etagere.quorum;

import org.jspecify.annotations.Nullable;

/**
 * What is known of one location.
 *
 * @param register what it held
 * @param etag its ETag there; {@code null} if there was no object
 * @param fresh whether a request sent after the operation began showed it; otherwise it serves as
 *     the condition of a PUT, and for nothing else
 */
record Sight(Register register, @Nullable String etag, boolean fresh) {
  State state() {
    return register.state();
  }

  Sight stale() {
    return fresh ? new Sight(register, etag, false) : this;
  }
}
