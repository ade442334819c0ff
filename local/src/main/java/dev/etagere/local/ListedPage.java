package dev.etagere.local;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A page of a listing, in the order of the bytes of the names in UTF-8.
 *
 * @param lines the objects, or uploads, and common prefixes
 * @param truncated whether there is more after the last line
 * @param <T> what is listed
 */
public record ListedPage<T>(List<Line<T>> lines, boolean truncated) {
  /** Copies the list. */
  public ListedPage {
    lines = List.copyOf(lines);
  }

  /**
   * One line.
   *
   * @param name the key or the common prefix
   * @param item what is listed, or {@code null} for a common prefix
   * @param <T> what is listed
   */
  public record Line<T>(String name, @Nullable T item) {}

  /** What is listed, without the common prefixes. */
  public List<T> items() {
    return lines.stream().map(Line::item).filter(Objects::nonNull).toList();
  }

  /** The common prefixes. */
  public List<String> commonPrefixes() {
    return lines.stream().filter(line -> line.item() == null).map(Line::name).toList();
  }

  /** Where the next page starts: the name of the last line, or {@code null} if there is no more. */
  public @Nullable String next() {
    return truncated ? lines.get(lines.size() - 1).name() : null;
  }
}
