package dev.etagere.core.spi;

import dev.etagere.core.Lineage;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a store writes beside each object for itself, under one name of user metadata that its users
 * never see: the ids of the last writes, and what is needed to verify the bytes when they are read.
 *
 * @param lineage the ids of the last writes
 * @param checksum CRC-32C of all bytes in lower-case hexadecimal, or {@code null} if it was not
 *     known when the upload began
 * @param partSize the size of all parts but the last, 0 if the object was written in one piece
 */
public record Stamp(Lineage lineage, @Nullable String checksum, long partSize) {
  /** The name it stands under. */
  public static final String NAME = "etagere";

  /** The largest part S3 takes (Amazon S3 User Guide, "Multipart upload limits"). */
  private static final long MAX_PART_BYTES = 5L << 30;

  private static final int CHECKSUM_LENGTH = 8;
  private static final Stamp NONE = new Stamp(Lineage.unknown(), null, 0);

  /** The stamp of an object that has none, or one that cannot be read. */
  public static Stamp none() {
    return NONE;
  }

  /** Takes the stamp out of an object's metadata. */
  public static Stamp in(Map<String, String> metadata) {
    String text = metadata.get(NAME);
    return text == null ? NONE : parse(text);
  }

  /** The metadata without the stamp, as users see it. */
  public static Map<String, String> hide(Map<String, String> metadata) {
    if (metadata.size() == 1 && metadata.containsKey(NAME)) {
      return Map.of();
    }
    Map<String, String> rest = new TreeMap<>(metadata);
    rest.remove(NAME);
    return rest;
  }

  /**
   * The user's metadata with this stamp.
   *
   * @throws IllegalArgumentException if the user's metadata holds the stamp's own name
   */
  public Map<String, String> addTo(Map<String, String> metadata) {
    Map<String, String> all = new TreeMap<>(metadata);
    if (all.put(NAME, toString()) != null) {
      throw new IllegalArgumentException(
          "metadata name '" + NAME + "' belongs to the store itself");
    }
    return all;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(lineage.toString());
    if (checksum != null) {
      text.append(";c=").append(checksum);
    }
    if (partSize > 0) {
      text.append(";p=").append(partSize);
    }
    return text.toString();
  }

  private static Stamp parse(String text) {
    // A damaged stamp is none: the chain of ids is broken there, and outcomes are told as unknown.
    try {
      String[] fields = text.split(";", -1);
      String checksum = null;
      long partSize = 0;
      for (int i = 1; i < fields.length; i++) {
        if (fields[i].startsWith("c=")) {
          checksum = fields[i].substring(2);
        } else if (fields[i].startsWith("p=")) {
          partSize = Long.parseLong(fields[i].substring(2));
        }
      }
      boolean damaged = checksum != null && !isChecksum(checksum);
      if (damaged || partSize < 0 || partSize > MAX_PART_BYTES) {
        return NONE;
      }
      return new Stamp(Lineage.parse(fields[0]), checksum, partSize);
    } catch (IllegalArgumentException e) {
      return NONE;
    }
  }

  private static boolean isChecksum(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return false;
      }
    }
    return text.length() == CHECKSUM_LENGTH;
  }
}
