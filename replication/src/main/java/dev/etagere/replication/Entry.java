package dev.etagere.replication;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * An object as a listing shows it.
 *
 * @param key without the location's prefix
 * @param size in bytes
 * @param etag without its quotes
 * @param modified when it was written, as its bucket says
 * @param storageClass as S3 names it, or {@code null}
 */
public record Entry(
    String key, long size, String etag, Instant modified, @Nullable String storageClass) {
  static Entry of(S3Object object, String prefix) {
    return new Entry(
        object.key().substring(prefix.length()),
        object.size() == null ? 0 : object.size(),
        bare(object.eTag()),
        object.lastModified() == null ? Instant.EPOCH : object.lastModified(),
        object.storageClassAsString());
  }

  static String bare(@Nullable String etag) {
    return etag == null ? "" : etag.replace("\"", "");
  }

  /** Into how many parts the ETag says it went; 0 if in none. */
  int parts() {
    return parts(etag);
  }

  static int parts(String etag) {
    int dash = etag.indexOf('-');
    if (dash < 0 || !etag.substring(dash + 1).matches("\\d{1,5}")) {
      return 0;
    }
    return Integer.parseInt(etag.substring(dash + 1));
  }
}
