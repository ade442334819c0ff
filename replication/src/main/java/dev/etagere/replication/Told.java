package dev.etagere.replication;

import dev.etagere.s3.S3Failures;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * A setting of a bucket, as far as it tells.
 *
 * @param value {@code null} if there is none, or it could not be read
 * @param refusal why it could not be read, or {@code null}
 */
record Told<T>(@Nullable T value, @Nullable String refusal) {
  static <T> Told<T> by(Site site, String what, Site.Call<T> call) {
    try {
      return new Told<>(site.sendRaw(null, what, call), null);
    } catch (SdkException e) {
      return new Told<>(null, S3Failures.isAbsent(e) ? null : S3Failures.words(e));
    }
  }
}
