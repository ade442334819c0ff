package dev.etagere.local;

import org.jspecify.annotations.Nullable;

/**
 * What a delete did.
 *
 * @param existed whether there was an object, or the version named
 * @param versionId the version that was removed or, if none was named, the id of the delete marker
 *     put; {@code null} if the bucket never kept versions
 * @param deleteMarker whether what was put, or removed, is a delete marker
 */
public record Deleted(boolean existed, @Nullable String versionId, boolean deleteMarker) {}
