package dev.etagere.local;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes a page by seeking: it reads a row for each line, and one seek for each common prefix. */
final class Lister<T> {
  private final Tables.Cursor<T> rows;
  private final Function<T, String> keyOf;
  private final UnaryOperator<T> shown;
  private final ListRequest request;
  private final byte[] prefix;
  private final List<ListedPage.Line<T>> lines = new ArrayList<>();

  private Lister(
      Tables.Cursor<T> rows,
      Function<T, String> keyOf,
      UnaryOperator<T> shown,
      ListRequest request) {
    this.rows = rows;
    this.keyOf = keyOf;
    this.shown = shown;
    this.request = request;
    this.prefix = Utf8.bytes(request.prefix());
  }

  static ListedPage<ObjectFacts> objects(Tables tables, String bucket, ListRequest request) {
    BucketRow row = Buckets.require(tables, bucket);
    try (Tables.Cursor<ObjectFacts> rows = tables.objects(row.id())) {
      return new Lister<>(rows, ObjectFacts::key, row::shown, request).page();
    }
  }

  static ListedPage<ListedVersion> versions(Tables tables, String bucket, ListRequest request) {
    try (VersionCursor rows = new VersionCursor(tables, Buckets.require(tables, bucket))) {
      return new Lister<>(rows, version -> version.facts().key(), version -> version, request)
          .page();
    }
  }

  static ListedPage<UploadFacts> uploads(Tables tables, String bucket, ListRequest request) {
    try (Tables.Cursor<UploadFacts> rows = tables.uploads(Buckets.require(tables, bucket).id())) {
      return new Lister<>(rows, UploadFacts::key, upload -> upload, request).page();
    }
  }

  private ListedPage<T> page() {
    Names.listing(request);
    if (request.maxKeys() == 0) {
      return new ListedPage<>(List.of(), false);
    }
    start();
    while (true) {
      T row = rows.next();
      if (row == null || !keyOf.apply(row).startsWith(request.prefix())) {
        return new ListedPage<>(lines, false);
      }
      if (lines.size() == request.maxKeys()) {
        return new ListedPage<>(lines, true);
      }
      add(row);
    }
  }

  private void add(T row) {
    String key = keyOf.apply(row);
    String common = commonPrefix(key);
    if (common == null) {
      lines.add(new ListedPage.Line<>(key, shown.apply(row)));
    } else {
      lines.add(new ListedPage.Line<>(common, null));
      rows.seek(Utf8.afterAll(Utf8.bytes(common)), "");
    }
  }

  private void start() {
    String after = request.startAfter();
    byte[] bound = after == null ? prefix : bound(after);
    if (Arrays.compareUnsigned(bound, prefix) < 0) {
      rows.seek(prefix, "");
    } else if (after != null && request.startAfterUpload() != null) {
      rows.seek(Utf8.bytes(after), request.startAfterUpload());
    } else {
      rows.seek(bound, "");
    }
  }

  /** A listing that goes on after a common prefix goes on after all it stands for. */
  private byte[] bound(String after) {
    boolean isCommon = after.startsWith(request.prefix()) && after.equals(commonPrefix(after));
    return isCommon ? Utf8.afterAll(Utf8.bytes(after)) : Utf8.after(Utf8.bytes(after));
  }

  private @Nullable String commonPrefix(String key) {
    if (request.delimiter().isEmpty()) {
      return null;
    }
    int at = key.indexOf(request.delimiter(), request.prefix().length());
    return at < 0 ? null : key.substring(0, at + request.delimiter().length());
  }
}
