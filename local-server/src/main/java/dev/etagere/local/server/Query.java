package dev.etagere.local.server;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a URL. Read here and not by the servlet container, which would look for more in
 * the body of a form.
 */
final class Query {
  private final Map<String, String> values;

  private Query(Map<String, String> values) {
    this.values = Collections.unmodifiableMap(values);
  }

  /** Reads what stands behind the question mark; of a name given twice the first counts. */
  static Query parse(@Nullable String raw) {
    Map<String, String> values = new TreeMap<>();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        if (!name.isEmpty()) {
          values.putIfAbsent(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
      }
    }
    return new Query(values);
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // The signature over it will not match; that is the answer it gets.
      return text;
    }
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  @Nullable String get(String name) {
    return values.get(name);
  }

  Map<String, String> values() {
    return values;
  }

  /** One parameter without a value, and those of a presigned URL. */
  Query only(String name) {
    Map<String, String> rest = new TreeMap<>(values);
    rest.keySet().removeIf(each -> !each.startsWith("X-Amz-"));
    rest.put(name, "");
    return new Query(rest);
  }

  Query without(String... names) {
    Map<String, String> rest = new TreeMap<>(values);
    rest.keySet().removeAll(Arrays.asList(names));
    return new Query(rest);
  }
}
