package dev.etagere.local;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is below the current objects, and delete markers. */
final class SqlVersions {
  private static final String VERSION =
      "key, etag, size, modified, headers, sequence, version, replication, marker, parts";
  private static final String ALIKE =
      "bucket, key, etag, size, modified, headers, sequence, version, replication, parts, body";
  private static final String ONE = "bucket = ? AND key = ? AND modified = ? AND version = ?";

  private final Session session;
  private final SqlBodies bodies;

  SqlVersions(Session session, SqlBodies bodies) {
    this.session = session;
    this.bodies = bodies;
  }

  /** The body goes with it; nothing refers to it more or less than before. */
  void demote(long bucket, String key) {
    byte[] bytes = Utf8.bytes(key);
    session.run(
        "INSERT INTO version("
            + ALIKE
            + ", marker)"
            + " SELECT "
            + ALIKE
            + ", 0 FROM latest WHERE bucket = ? AND key = ?",
        bucket,
        bytes);
    session.run("DELETE FROM latest WHERE bucket = ? AND key = ?", bucket, bytes);
  }

  void promote(long bucket, ObjectFacts version) {
    session.run(
        "INSERT INTO latest(" + ALIKE + ") SELECT " + ALIKE + " FROM version WHERE " + ONE,
        one(bucket, version));
    session.run("DELETE FROM version WHERE " + ONE, one(bucket, version));
  }

  private static Object[] one(long bucket, ObjectFacts version) {
    return new Object[] {
      bucket,
      Utf8.bytes(version.key()),
      version.lastModified().toEpochMilli(),
      VersionIds.of(version)
    };
  }

  @Nullable ObjectFacts find(long bucket, String key, String versionId) {
    Instant time = VersionIds.timeOf(versionId);
    if (time != null) {
      return session.first(
          SqlVersions::version,
          "SELECT " + VERSION + " FROM version WHERE " + ONE,
          bucket,
          Utf8.bytes(key),
          time.toEpochMilli(),
          versionId);
    }
    return versionId.equals(VersionIds.NULL)
        ? session.first(
            SqlVersions::version,
            "SELECT " + VERSION + " FROM version WHERE bucket = ? AND key = ? AND version = 'null'",
            bucket,
            Utf8.bytes(key))
        : null;
  }

  @Nullable ObjectFacts newest(long bucket, String key) {
    return session.first(
        SqlVersions::version,
        "SELECT "
            + VERSION
            + " FROM version WHERE bucket = ? AND key = ?"
            + " ORDER BY modified DESC, version DESC LIMIT 1",
        bucket,
        Utf8.bytes(key));
  }

  List<Piece> body(long bucket, ObjectFacts version) {
    return bodies.load(Objects.requireNonNull(bodyOf(bucket, version)));
  }

  private @Nullable String bodyOf(long bucket, ObjectFacts version) {
    return session.first(
        row -> row.getString(1), "SELECT body FROM version WHERE " + ONE, one(bucket, version));
  }

  Tables.Cursor<ObjectFacts> all(long bucket) {
    return new SqlCursor<>(
        session,
        SqlVersions::version,
        (key, aboveId) ->
            session.rows(
                "SELECT "
                    + VERSION
                    + " FROM version WHERE bucket = ? AND key >= ?"
                    + " ORDER BY key, modified DESC, version DESC",
                bucket,
                key));
  }

  void add(long bucket, ObjectFacts version, List<Piece> body) {
    session.run(
        "INSERT INTO version(" + ALIKE + ", marker) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        bucket,
        Utf8.bytes(version.key()),
        version.etag(),
        version.size(),
        version.lastModified().toEpochMilli(),
        HeadersCodec.encode(version.headers()),
        version.sequence(),
        VersionIds.of(version),
        text(version.replication()),
        text(version.parts()),
        bodies.keep(body),
        version.deleteMarker() ? 1 : 0);
  }

  void remove(long bucket, ObjectFacts version) {
    bodies.drop(bodyOf(bucket, version));
    session.run("DELETE FROM version WHERE " + ONE, one(bucket, version));
  }

  void setReplication(long bucket, ObjectFacts version, ReplicationStatus status) {
    for (String table : List.of("latest", "version")) {
      session.run(
          "UPDATE "
              + table
              + " SET replication = ?"
              + " WHERE bucket = ? AND key = ? AND modified = ? AND version = ?",
          status.name(),
          bucket,
          Utf8.bytes(version.key()),
          version.lastModified().toEpochMilli(),
          VersionIds.of(version));
    }
  }

  private static ObjectFacts version(ResultSet row) throws SQLException {
    return new ObjectFacts(
        Utf8.text(row.getBytes(1)),
        row.getString(2),
        row.getLong(3),
        Instant.ofEpochMilli(row.getLong(4)),
        HeadersCodec.decode(row.getBytes(5)),
        row.getLong(6),
        id(row.getString(7)),
        row.getInt(9) != 0,
        status(row.getString(8)),
        parts(row.getString(10)));
  }

  static @Nullable String id(String kept) {
    return kept.equals(VersionIds.NULL) ? null : kept;
  }

  static @Nullable ReplicationStatus status(@Nullable String kept) {
    return kept == null ? null : ReplicationStatus.valueOf(kept);
  }

  static @Nullable String text(@Nullable ReplicationStatus status) {
    return status == null ? null : status.name();
  }

  static @Nullable PartSizes parts(@Nullable String kept) {
    return kept == null ? null : PartSizes.parse(kept);
  }

  static @Nullable String text(@Nullable PartSizes parts) {
    return parts == null ? null : parts.text();
  }
}
