package dev.etagere.replication;

import org.jspecify.annotations.Nullable;

/**
 * The condition a write at B carries: that nothing is there, or just what was seen.
 *
 * @param etag what must be there, or {@code null} for nothing
 * @param bare whether the ETag goes without its quotes, as Ceph up to 16 wants it
 */
record Guard(@Nullable String etag, boolean bare) {
  static Guard absent() {
    return new Guard(null, false);
  }

  static Guard matches(String etag) {
    return new Guard(etag, false);
  }

  Guard withoutQuotes() {
    return new Guard(etag, true);
  }

  @Nullable String ifMatch() {
    return etag == null || bare ? etag : '"' + etag + '"';
  }

  @Nullable String ifNoneMatch() {
    return etag == null ? "*" : null;
  }

  boolean holds(@Nullable Look seen) {
    return seen == null ? etag == null : seen.etag().equals(etag);
  }
}
