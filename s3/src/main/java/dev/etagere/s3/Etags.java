package dev.etagere.s3;

import dev.etagere.core.Version;

/**
 * How this location wants ETags in conditions. AWS and the standard (RFC 9110, 8.8.3) write them in
 * quotes; Ceph up to 16 at least compares them without. Learned from a condition that is refused
 * though it holds. Safe for use by many threads.
 */
final class Etags {
  private volatile boolean bare;

  String condition(Version version) {
    return bare ? version.token() : S3Version.etag(version);
  }

  void tryOtherForm() {
    bare = !bare;
  }

  boolean bare() {
    return bare;
  }
}
