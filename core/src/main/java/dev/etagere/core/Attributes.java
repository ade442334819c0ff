package dev.etagere.core;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is stored beside the bytes of an object and given back with them. Immutable.
 *
 * @param contentType the media type
 * @param metadata the user's own names and values, sorted by name; see {@link #MAX_METADATA_BYTES}
 *     and {@link #MAX_METADATA_ENTRIES}
 * @param cacheControl the {@code Cache-Control} to answer with, or {@code null}
 * @param contentEncoding the {@code Content-Encoding} the bytes already have, or {@code null}
 * @param contentDisposition the {@code Content-Disposition} to answer with, or {@code null}
 * @param contentLanguage the {@code Content-Language} to answer with, or {@code null}
 * @param expires the {@code Expires} to answer with, an HTTP date such as {@code Wed, 21 Oct 2026
 *     07:28:00 GMT}, or {@code null}. It is a word to caches; nothing is removed then
 */
public record Attributes(
    String contentType,
    Map<String, String> metadata,
    @Nullable String cacheControl,
    @Nullable String contentEncoding,
    @Nullable String contentDisposition,
    @Nullable String contentLanguage,
    @Nullable String expires) {
  /**
   * Bytes of user metadata left to the caller, names and values together. S3 takes 2,048 in all;
   * the rest is for the store's own stamp.
   */
  public static final int MAX_METADATA_BYTES = 1_900;

  /**
   * Names of user metadata at the most: each is a header, S3 takes 8 KB of headers, and there are
   * HTTP clients that read no more than a hundred.
   */
  public static final int MAX_METADATA_ENTRIES = 64;

  /** What HTTP puts before each name; SDKs take a name that begins so for one that has it. */
  private static final String PROTOCOLS_OWN = "x-amz-meta-";

  /** Copies the metadata, its names in lower case. What other programs stored is taken as it is. */
  public Attributes {
    TreeMap<String, String> sorted = new TreeMap<>();
    metadata.forEach(
        (name, value) -> {
          if (sorted.put(name.toLowerCase(Locale.ROOT), value) != null) {
            throw new IllegalArgumentException("metadata name '" + name + "' is given twice");
          }
        });
    metadata = Collections.unmodifiableSortedMap(sorted);
  }

  /** All but language and expiry. */
  public Attributes(
      String contentType,
      Map<String, String> metadata,
      @Nullable String cacheControl,
      @Nullable String contentEncoding,
      @Nullable String contentDisposition) {
    this(contentType, metadata, cacheControl, contentEncoding, contentDisposition, null, null);
  }

  /** A content type and nothing else. */
  public static Attributes ofType(String contentType) {
    return new Attributes(contentType, Map.of(), null, null, null);
  }

  /** The same with another content type. */
  public Attributes withContentType(String type) {
    return new Attributes(
        type,
        metadata,
        cacheControl,
        contentEncoding,
        contentDisposition,
        contentLanguage,
        expires);
  }

  /** The same with other metadata in place of all there is. */
  public Attributes withMetadata(Map<String, String> all) {
    return new Attributes(
        contentType,
        all,
        cacheControl,
        contentEncoding,
        contentDisposition,
        contentLanguage,
        expires);
  }

  /** The same with one more name and value. */
  public Attributes withMetadata(String name, String value) {
    Map<String, String> more = new TreeMap<>(metadata);
    more.put(name.toLowerCase(Locale.ROOT), value);
    return withMetadata(more);
  }

  /** The same with another content language; {@code null} for none. */
  public Attributes withContentLanguage(@Nullable String language) {
    return new Attributes(
        contentType,
        metadata,
        cacheControl,
        contentEncoding,
        contentDisposition,
        language,
        expires);
  }

  /** The same with another {@code Expires}, an HTTP date; {@code null} for none. */
  public Attributes withExpires(@Nullable String httpDate) {
    return new Attributes(
        contentType,
        metadata,
        cacheControl,
        contentEncoding,
        contentDisposition,
        contentLanguage,
        httpDate);
  }

  /**
   * Checks that all this can be written: names are letters, digits, {@code - _ .} and do not begin
   * with {@code x-amz-meta-}; values are printable ASCII without blanks at their ends, since HTTP
   * headers carry them; all fits.
   */
  void requireStorable() {
    requirePrintable("content type", contentType);
    requirePrintable("cache control", cacheControl);
    requirePrintable("content encoding", contentEncoding);
    requirePrintable("content disposition", contentDisposition);
    requirePrintable("content language", contentLanguage);
    requirePrintable("expires", expires);
    int bytes = 0;
    for (Map.Entry<String, String> entry : metadata.entrySet()) {
      requireName(entry.getKey());
      requirePrintable("metadata value of '" + entry.getKey() + "'", entry.getValue());
      bytes += entry.getKey().length() + entry.getValue().length();
    }
    requireRoom(metadata.size(), "names", MAX_METADATA_ENTRIES);
    requireRoom(bytes, "bytes", MAX_METADATA_BYTES);
  }

  private static void requireName(String name) {
    if (!name.matches("[a-z0-9_.-]+")) {
      throw new IllegalArgumentException(
          "metadata name '" + name + "': use letters, digits, '-', '_' and '.'");
    }
    if (name.startsWith(PROTOCOLS_OWN)) {
      throw new IllegalArgumentException(
          "metadata name '" + name + "': leave out '" + PROTOCOLS_OWN + "'");
    }
  }

  private static void requireRoom(int count, String of, int most) {
    if (count > most) {
      throw new IllegalArgumentException(
          "metadata takes "
              + count
              + " "
              + of
              + ", and at most "
              + most
              + " fit; put the rest into the object itself");
    }
  }

  private static void requirePrintable(String what, @Nullable String value) {
    if (value == null) {
      return;
    }
    if (!value.chars().allMatch(c -> c >= 0x20 && c < 0x7f) || !value.strip().equals(value)) {
      throw new IllegalArgumentException(
          what
              + ": only printable ASCII without blanks at the ends can be stored; encode it first");
    }
  }
}
