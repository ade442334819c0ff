package dev.etagere.core;

import org.jspecify.annotations.Nullable;

/**
 * Which keys to list. Immutable; start from {@link #all()}.
 *
 * @param prefix only keys that start with it; empty for all
 * @param delimiter keys that hold it after the prefix are told as one {@link
 *     ListEntry.CommonPrefix}; {@code null} for none
 * @param startAfter only keys above it in the order of their UTF-8 bytes; {@code null} for all
 * @param pageSize how many entries one request asks for, 1 to 1,000
 */
public record ListQuery(
    String prefix, @Nullable String delimiter, @Nullable String startAfter, int pageSize) {
  private static final ListQuery ALL = new ListQuery("", null, null, 1_000);

  /** Checks the page size. */
  public ListQuery {
    if (pageSize < 1 || pageSize > 1_000) {
      throw new IllegalArgumentException("a page holds 1 to 1000 entries, not " + pageSize);
    }
    if (delimiter != null && delimiter.isEmpty()) {
      throw new IllegalArgumentException("an empty delimiter; leave it out to list every key");
    }
  }

  /** Every key, 1,000 a request. */
  public static ListQuery all() {
    return ALL;
  }

  /** Every key that starts with {@code prefix}. */
  public static ListQuery under(String prefix) {
    return ALL.withPrefix(prefix);
  }

  /** The same under another prefix. */
  public ListQuery withPrefix(String newPrefix) {
    return new ListQuery(newPrefix, delimiter, startAfter, pageSize);
  }

  /** The same, keys grouped up to this delimiter, usually {@code /}. */
  public ListQuery withDelimiter(@Nullable String newDelimiter) {
    return new ListQuery(prefix, newDelimiter, startAfter, pageSize);
  }

  /** The same from the first key above this one. */
  public ListQuery withStartAfter(@Nullable String key) {
    return new ListQuery(prefix, delimiter, key, pageSize);
  }

  /** The same with another number of entries a request. */
  public ListQuery withPageSize(int entries) {
    return new ListQuery(prefix, delimiter, startAfter, entries);
  }
}
