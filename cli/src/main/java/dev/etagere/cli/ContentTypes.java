package dev.etagere.cli;

import java.util.Locale;
import java.util.Map;

/** A modest guess: the few types that make a difference when an object is shown by a browser. */
final class ContentTypes {
  static final String OCTETS = "application/octet-stream";

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final Map<String, String> BY_ENDING =
      Map.ofEntries(
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("csv", "text/csv; charset=utf-8"),
          Map.entry("gif", "image/gif"),
          Map.entry("gz", "application/gzip"),
          Map.entry("htm", "text/html; charset=utf-8"),
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("log", TEXT),
          Map.entry("md", "text/markdown; charset=utf-8"),
          Map.entry("ndjson", "application/x-ndjson"),
          Map.entry("pdf", "application/pdf"),
          Map.entry("png", "image/png"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("toml", "application/toml"),
          Map.entry("tsv", "text/tab-separated-values; charset=utf-8"),
          Map.entry("txt", TEXT),
          Map.entry("xml", "application/xml"),
          Map.entry("yaml", "application/yaml"),
          Map.entry("yml", "application/yaml"),
          Map.entry("zip", "application/zip"));

  private ContentTypes() {}

  /** By the ending of the first name that has a known one; {@link #OCTETS} if none has. */
  static String guess(String... names) {
    for (String name : names) {
      String last = name.substring(name.lastIndexOf('/') + 1);
      String ending = last.substring(last.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
      String type = last.equals(ending) ? null : BY_ENDING.get(ending);
      if (type != null) {
        return type;
      }
    }
    return OCTETS;
  }
}
