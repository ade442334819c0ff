package dev.etagere.failover.s3;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The source of a copy in the form {@code bucket/key?versionId=id}, as it is; the key may be
 * encoded or not, and so may be the slashes around the bucket.
 *
 * @param slash what it began with: a slash, also an encoded one, or nothing
 * @param bucket the bucket
 * @param separator the slash after it
 * @param key the key, as given
 * @param version the version id; {@code null} if there is none
 */
record CopySource(
    String slash, String bucket, String separator, String key, @Nullable String version) {
  private static final String VERSION = "?versionId=";
  private static final Pattern FORM =
      Pattern.compile("(/|%2[Ff]|)([^/%?:]+)(/|%2[Ff])(.+)", Pattern.DOTALL);
  private static final Pattern COLON = Pattern.compile("%3[Aa]");

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it names no bucket and key
   */
  static CopySource read(String source) {
    Matcher form = FORM.matcher(source);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "the copy source '"
              + source
              + "' is not bucket/key: name this client's bucket and a key");
    }
    String rest = form.group(4);
    int query = rest.lastIndexOf(VERSION);
    String key = query < 0 ? rest : rest.substring(0, query);
    String version = query < 0 ? null : decoded(rest.substring(query + VERSION.length()));
    return new CopySource(form.group(1), form.group(2), form.group(3), key, version);
  }

  /** Callers may encode the whole; S3's ids need it nowhere, the colon before them does. */
  private static String decoded(String version) {
    return COLON.matcher(version).replaceFirst(":");
  }

  /** The same in a location's bucket, with the version's id as it is known there. */
  String at(String other) {
    String id = version == null || version.equals("null") ? version : untagged(version);
    return slash + other + separator + key + (id == null ? "" : VERSION + id);
  }

  private static String untagged(String tagged) {
    return tagged.substring(tagged.indexOf(':') + 1);
  }
}
