package dev.etagere.replication;

import dev.etagere.s3.S3Failures;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/**
 * The doctor's own objects: small, under names nobody else uses, and removed with their versions.
 */
final class Probes {
  private Probes() {}

  /**
   * Removes an object with all its versions and delete markers, each by its id: unlike a delete of
   * the object that is not replicated, and leaves no new marker anywhere.
   *
   * @return what is left behind and why, or {@code null} if nothing
   */
  static @Nullable String remove(Site site, String key) {
    boolean listed = false;
    try {
      List<String> versions = versions(site, key);
      listed = true;
      for (String version : versions) {
        delete(site, key, version);
      }
      return null;
    } catch (SdkException e) {
      if (listed || !S3Failures.words(e).equals("NotImplemented")) {
        return removeCurrent(site, key, "old versions of '" + site.key(key) + "'", e);
      }
      return removeCurrent(site, key, null, e);
    }
  }

  private static @Nullable String removeCurrent(
      Site site, String key, @Nullable String left, SdkException why) {
    try {
      delete(site, key, null);
      return left == null ? null : left + ": " + S3Failures.words(why);
    } catch (SdkException e) {
      return "'" + site.key(key) + "': " + S3Failures.words(e);
    }
  }

  private static void delete(Site site, String key, @Nullable String version) {
    site.sendRaw(
        key,
        "removal of a probe",
        o ->
            site.client()
                .deleteObject(
                    r ->
                        r.bucket(site.bucket())
                            .key(site.key(key))
                            .versionId(version)
                            .overrideConfiguration(o)));
  }

  private static List<String> versions(Site site, String key) {
    ListObjectVersionsResponse listed =
        site.sendRaw(
            key,
            "versions of a probe",
            o ->
                site.client()
                    .listObjectVersions(
                        r ->
                            r.bucket(site.bucket())
                                .prefix(site.key(key))
                                .overrideConfiguration(o)));
    List<String> ids = new ArrayList<>();
    listed.versions().stream()
        .filter(version -> site.key(key).equals(version.key()))
        .map(ObjectVersion::versionId)
        .forEach(ids::add);
    listed.deleteMarkers().stream()
        .filter(marker -> site.key(key).equals(marker.key()))
        .map(DeleteMarkerEntry::versionId)
        .forEach(ids::add);
    // Of a bucket that keeps no versions the object itself is listed, by the id "null".
    ids.removeIf(java.util.Objects::isNull);
    return ids;
  }
}
