package dev.etagere.core;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where objects are kept, as a URI: {@code s3://bucket/prefix?region=eu-west-1}, {@code file:/path}
 * or {@code mem:name}. Credentials never stand in it. Immutable.
 *
 * @param uri the URI as given
 * @param role what the location holds
 */
public record Location(URI uri, Role role) {
  /** What a location holds. */
  public enum Role {
    /** The objects. */
    DATA,
    /** Only what is needed to decide between data locations. */
    WITNESS
  }

  /** Checks that it is a URI a store can have, with no credentials in it. */
  public Location {
    // First of all, since the other messages show the location.
    if (seemsToHoldCredentials(uri)) {
      throw new IllegalArgumentException(
          "a location never holds credentials; give them by the environment, a profile or the builder");
    }
    if (uri.getScheme() == null) {
      throw new IllegalArgumentException(
          "location '" + uri + "' has no scheme; write s3://bucket/prefix, file:/path or mem:name");
    }
    if (uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "location '" + uri + "' has a part after '#', which would be lost; write '#' as %23");
    }
  }

  /**
   * A location that holds the objects.
   *
   * @throws IllegalArgumentException if the text is not such a URI, or holds credentials
   */
  public static Location data(String uri) {
    return parse(uri, Role.DATA);
  }

  /**
   * A small location that only helps to decide.
   *
   * @throws IllegalArgumentException if the text is not such a URI, or holds credentials
   */
  public static Location witness(String uri) {
    return parse(uri, Role.WITNESS);
  }

  /** The scheme in lower case, such as {@code s3}. */
  public String scheme() {
    return uri.getScheme().toLowerCase(Locale.ROOT);
  }

  /** What stands after the scheme, before the query, percent-decoded. */
  public String path() {
    String rest = uri.getRawSchemeSpecificPart();
    int query = rest.indexOf('?');
    return decode((query < 0 ? rest : rest.substring(0, query)).replace("+", "%2B"));
  }

  /** The value of a parameter of the query, or {@code null}. */
  public @Nullable String parameter(String name) {
    return parameters().get(name);
  }

  /** The parameters of the query by name. */
  public Map<String, String> parameters() {
    String ssp = uri.getRawSchemeSpecificPart();
    int query = ssp.indexOf('?');
    Map<String, String> parameters = new TreeMap<>();
    if (query >= 0) {
      for (String pair : ssp.substring(query + 1).split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        if (!name.isEmpty() && parameters.put(name, value) != null) {
          throw new IllegalArgumentException("location '" + uri + "' gives '" + name + "' twice");
        }
      }
    }
    return parameters;
  }

  /**
   * Refuses parameters that would be ignored, since a misspelt one must not go unnoticed.
   *
   * @throws IllegalArgumentException if there is one that is not among {@code known}
   */
  public void requireOnlyParameters(Set<String> known) {
    for (String name : parameters().keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "the location has an unknown parameter '"
                + name
                + "'; known are "
                + new TreeSet<>(known));
      }
    }
  }

  /** The URI as given. */
  @Override
  public String toString() {
    return uri.toString();
  }

  private static Location parse(String text, Role role) {
    try {
      // A URI must say something after its scheme, and a nameless memory has nothing to say.
      return new Location(URI.create(text.equals("mem:") ? "mem:/" : text), role);
    } catch (IllegalArgumentException e) {
      if (e.getCause() == null) {
        throw e;
      }
      throw new IllegalArgumentException(
          "not a location; write s3://bucket/prefix, file:/path or mem:name with special characters"
              + " percent-encoded");
    }
  }

  /** A secret may hold a slash, so that no parser takes it for one: what counts is the '@'. */
  private static boolean seemsToHoldCredentials(URI uri) {
    String beforeQuery = uri.toString().split("\\?", 2)[0];
    boolean file = "file".equalsIgnoreCase(uri.getScheme());
    return uri.getRawUserInfo() != null || (!file && beforeQuery.contains("@"));
  }

  private static String decode(String encoded) {
    return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
  }
}
