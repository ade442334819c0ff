package dev.etagere.local.server;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The URI of a request exactly as it was sent. Keys like {@code ../../x} are no paths to Jetty,
 * which refuses or resolves them; so it is given a path that only stands for the true one.
 *
 * @param path the path, still escaped
 * @param query what stands behind the question mark, or {@code null}
 */
record RawUri(String path, @Nullable String query) {
  /** A path Jetty has nothing to say about. */
  static String hide(String uri) {
    byte[] bytes = uri.getBytes(StandardCharsets.UTF_8);
    return "/" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** What {@link #hide} was given. */
  static RawUri of(String hidden) {
    byte[] bytes = Base64.getUrlDecoder().decode(hidden.substring(1));
    String uri = withoutAuthority(new String(bytes, StandardCharsets.UTF_8));
    int mark = uri.indexOf('?');
    return mark < 0
        ? new RawUri(uri, null)
        : new RawUri(uri.substring(0, mark), uri.substring(mark + 1));
  }

  /** Through a proxy a request may come with the whole URL. */
  private static String withoutAuthority(String uri) {
    if (!uri.startsWith("http://")) {
      return uri;
    }
    int slash = uri.indexOf('/', "http://".length());
    return slash < 0 ? "/" : uri.substring(slash);
  }
}
