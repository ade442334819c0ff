package dev.etagere.failover.s3;

import java.util.List;

/**
 * Ids that belong to one location, as callers see them: {@code eu:3sL4kqtJlcpXroDTDmJ}. No id or
 * token of S3's holds a colon before its first few characters with a location's name.
 *
 * @param location the location
 * @param id the id as it is known there
 */
record Tags(String location, String id) {
  private static final char SEPARATOR = ':';

  static String tag(String location, String id) {
    return location + SEPARATOR + id;
  }

  /**
   * Reads one that a caller gave.
   *
   * @throws IllegalArgumentException if it names none of the locations
   */
  static Tags read(String what, String given, List<String> locations) {
    int colon = given.indexOf(SEPARATOR);
    if (colon > 0 && locations.contains(given.substring(0, colon))) {
      return new Tags(given.substring(0, colon), given.substring(colon + 1));
    }
    throw new IllegalArgumentException(
        "the "
            + what
            + " '"
            + (given.length() <= 40 ? given : given.substring(0, 40) + "…")
            + "' does not say which location it belongs to; give one that this client returned, or"
            + " put the location before it: '"
            + String.join(":…' or '", locations)
            + ":…'");
  }
}
