package dev.etagere.local;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The tables of {@link Schema}, seen by one transaction of one connection. */
final class SqlTables implements Tables {
  private static final String OBJECT =
      "key, etag, size, modified, headers, sequence, version, replication, parts";
  private static final String UPLOAD = "key, id, initiated, headers";
  private static final String PART = "number, etag, size, modified";

  private final Session session;
  private final SqlBodies bodies;
  private final SqlVersions versions;

  SqlTables(Session session) {
    this.session = session;
    this.bodies = new SqlBodies(session);
    this.versions = new SqlVersions(session, bodies);
  }

  /** The files that nothing refers to any more, once this transaction is committed. */
  List<Long> droppedFiles() {
    return bodies.droppedFiles();
  }

  @Override
  public long nextSequence() {
    return Objects.requireNonNull(
        session.first(
            row -> row.getLong(1), "UPDATE state SET sequence = sequence + 1 RETURNING sequence"));
  }

  @Override
  public @Nullable BucketRow bucket(String name) {
    return session.first(
        row ->
            new BucketRow(
                row.getLong(1),
                Versioning.valueOf(row.getString(2)),
                row.getInt(3) != 0,
                row.getInt(4) != 0),
        "SELECT id, versioning, replicates, encrypts FROM bucket WHERE name = ?",
        name);
  }

  @Override
  public @Nullable String bucketName(long bucket) {
    return session.first(row -> row.getString(1), "SELECT name FROM bucket WHERE id = ?", bucket);
  }

  @Override
  public List<BucketFacts> buckets() {
    return session.all(
        row -> new BucketFacts(row.getString(1), Instant.ofEpochMilli(row.getLong(2))),
        "SELECT name, created FROM bucket ORDER BY name");
  }

  @Override
  public void addBucket(BucketFacts bucket) {
    session.run(
        "INSERT INTO bucket(id, name, created) VALUES (?, ?, ?)",
        nextSequence(),
        bucket.name(),
        bucket.created().toEpochMilli());
  }

  @Override
  public void removeBucket(long bucket) {
    session.run("DELETE FROM bucket WHERE id = ?", bucket);
    session.run("DELETE FROM setting WHERE bucket = ?", bucket);
    session.run("DELETE FROM outbox WHERE bucket = ?", bucket);
  }

  @Override
  public void putBucket(BucketRow bucket) {
    session.run(
        "UPDATE bucket SET versioning = ?, replicates = ?, encrypts = ? WHERE id = ?",
        bucket.versioning().name(),
        bucket.replicates() ? 1 : 0,
        bucket.encrypts() ? 1 : 0,
        bucket.id());
  }

  @Override
  public @Nullable String setting(long bucket, String name) {
    return session.first(
        row -> row.getString(1),
        "SELECT value FROM setting WHERE bucket = ? AND name = ?",
        bucket,
        name);
  }

  @Override
  public void putSetting(long bucket, String name, @Nullable String value) {
    if (value == null) {
      session.run("DELETE FROM setting WHERE bucket = ? AND name = ?", bucket, name);
    } else {
      session.run(
          "INSERT OR REPLACE INTO setting(bucket, name, value) VALUES (?, ?, ?)",
          bucket,
          name,
          value);
    }
  }

  @Override
  public @Nullable ObjectFacts object(long bucket, String key) {
    return session.first(
        SqlTables::object,
        "SELECT " + OBJECT + " FROM latest WHERE bucket = ? AND key = ?",
        bucket,
        Utf8.bytes(key));
  }

  @Override
  public List<Piece> body(long bucket, String key) {
    return bodies.load(Objects.requireNonNull(bodyOf(bucket, Utf8.bytes(key))));
  }

  private @Nullable String bodyOf(long bucket, byte[] key) {
    return session.first(
        row -> row.getString(1),
        "SELECT body FROM latest WHERE bucket = ? AND key = ?",
        bucket,
        key);
  }

  @Override
  public Cursor<ObjectFacts> objects(long bucket) {
    return new SqlCursor<>(
        session,
        SqlTables::object,
        (key, aboveId) ->
            session.rows(
                "SELECT " + OBJECT + " FROM latest WHERE bucket = ? AND key >= ? ORDER BY key",
                bucket,
                key));
  }

  @Override
  public void putObject(long bucket, ObjectFacts object, List<Piece> body) {
    byte[] key = Utf8.bytes(object.key());
    // First keep, then drop: an object may be copied onto itself.
    String kept = bodies.keep(body);
    bodies.drop(bodyOf(bucket, key));
    session.run(
        "INSERT OR REPLACE INTO latest(bucket, key, etag, size, modified, headers, sequence,"
            + " version, replication, parts, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        bucket,
        key,
        object.etag(),
        object.size(),
        object.lastModified().toEpochMilli(),
        HeadersCodec.encode(object.headers()),
        object.sequence(),
        VersionIds.of(object),
        SqlVersions.text(object.replication()),
        SqlVersions.text(object.parts()),
        kept);
  }

  @Override
  public void removeObject(long bucket, String key) {
    byte[] bytes = Utf8.bytes(key);
    bodies.drop(bodyOf(bucket, bytes));
    session.run("DELETE FROM latest WHERE bucket = ? AND key = ?", bucket, bytes);
  }

  @Override
  public void demote(long bucket, String key) {
    versions.demote(bucket, key);
  }

  @Override
  public void promote(long bucket, ObjectFacts version) {
    versions.promote(bucket, version);
  }

  @Override
  public @Nullable ObjectFacts version(long bucket, String key, String versionId) {
    return versions.find(bucket, key, versionId);
  }

  @Override
  public @Nullable ObjectFacts newestVersion(long bucket, String key) {
    return versions.newest(bucket, key);
  }

  @Override
  public List<Piece> versionBody(long bucket, ObjectFacts version) {
    return versions.body(bucket, version);
  }

  @Override
  public Cursor<ObjectFacts> versions(long bucket) {
    return versions.all(bucket);
  }

  @Override
  public void addVersion(long bucket, ObjectFacts version, List<Piece> body) {
    versions.add(bucket, version, body);
  }

  @Override
  public void removeVersion(long bucket, ObjectFacts version) {
    versions.remove(bucket, version);
  }

  @Override
  public void setReplication(long bucket, ObjectFacts version, ReplicationStatus status) {
    versions.setReplication(bucket, version, status);
  }

  @Override
  public void addOutgoing(Outgoing outgoing) {
    session.run(
        "INSERT INTO outbox(id, bucket, key, version, destination, class)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        outgoing.id(),
        outgoing.bucket(),
        Utf8.bytes(outgoing.key()),
        outgoing.versionId(),
        outgoing.destination(),
        outgoing.storageClass());
  }

  @Override
  public void removeOutgoing(long id) {
    session.run("DELETE FROM outbox WHERE id = ?", id);
  }

  @Override
  public List<Outgoing> outgoing(long above, int limit) {
    return session.all(
        row ->
            new Outgoing(
                row.getLong(1),
                row.getLong(2),
                Utf8.text(row.getBytes(3)),
                row.getString(4),
                row.getString(5),
                row.getString(6)),
        "SELECT id, bucket, key, version, destination, class FROM outbox WHERE id > ?"
            + " ORDER BY id LIMIT ?",
        above,
        limit);
  }

  @Override
  public long outgoingCount() {
    return Objects.requireNonNull(
        session.first(row -> row.getLong(1), "SELECT count(*) FROM outbox"));
  }

  @Override
  public boolean isOutgoing(long bucket, String key, String versionId) {
    return session.first(
            row -> row.getLong(1),
            "SELECT id FROM outbox WHERE bucket = ? AND key = ? AND version = ? LIMIT 1",
            bucket,
            Utf8.bytes(key),
            versionId)
        != null;
  }

  @Override
  public @Nullable UploadFacts upload(long bucket, String key, String uploadId) {
    return session.first(
        SqlTables::upload,
        "SELECT " + UPLOAD + " FROM upload WHERE bucket = ? AND key = ? AND id = ?",
        bucket,
        Utf8.bytes(key),
        uploadId);
  }

  @Override
  public Cursor<UploadFacts> uploads(long bucket) {
    return new SqlCursor<>(
        session,
        SqlTables::upload,
        (key, aboveId) ->
            session.rows(
                "SELECT "
                    + UPLOAD
                    + " FROM upload WHERE bucket = ? AND (key, id) > (?, ?) ORDER BY key, id",
                bucket,
                key,
                aboveId));
  }

  @Override
  public void addUpload(long bucket, UploadFacts upload) {
    session.run(
        "INSERT INTO upload(bucket, key, id, initiated, headers) VALUES (?, ?, ?, ?, ?)",
        bucket,
        Utf8.bytes(upload.key()),
        upload.uploadId(),
        upload.initiated().toEpochMilli(),
        HeadersCodec.encode(upload.headers()));
  }

  @Override
  public void removeUpload(long bucket, UploadFacts upload) {
    String id = upload.uploadId();
    session
        .all(row -> row.getString(1), "SELECT body FROM part WHERE upload = ?", id)
        .forEach(bodies::drop);
    session.run("DELETE FROM part WHERE upload = ?", id);
    session.run(
        "DELETE FROM upload WHERE bucket = ? AND key = ? AND id = ?",
        bucket,
        Utf8.bytes(upload.key()),
        id);
  }

  @Override
  public List<PartFacts> parts(String uploadId, int above, int limit) {
    return session.all(
        SqlTables::part,
        "SELECT " + PART + " FROM part WHERE upload = ? AND number > ? ORDER BY number LIMIT ?",
        uploadId,
        above,
        limit);
  }

  @Override
  public List<Piece> partBody(String uploadId, int number) {
    return bodies.load(Objects.requireNonNull(partBodyText(uploadId, number)));
  }

  private @Nullable String partBodyText(String uploadId, int number) {
    return session.first(
        row -> row.getString(1),
        "SELECT body FROM part WHERE upload = ? AND number = ?",
        uploadId,
        number);
  }

  @Override
  public void putPart(String uploadId, PartFacts part, List<Piece> body) {
    String kept = bodies.keep(body);
    bodies.drop(partBodyText(uploadId, part.number()));
    session.run(
        "INSERT OR REPLACE INTO part(upload, number, etag, size, modified, body)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        uploadId,
        part.number(),
        part.etag(),
        part.size(),
        part.lastModified().toEpochMilli(),
        kept);
  }

  private static ObjectFacts object(ResultSet row) throws SQLException {
    return new ObjectFacts(
        Utf8.text(row.getBytes(1)),
        row.getString(2),
        row.getLong(3),
        Instant.ofEpochMilli(row.getLong(4)),
        HeadersCodec.decode(row.getBytes(5)),
        row.getLong(6),
        SqlVersions.id(row.getString(7)),
        false,
        SqlVersions.status(row.getString(8)),
        SqlVersions.parts(row.getString(9)));
  }

  private static UploadFacts upload(ResultSet row) throws SQLException {
    return new UploadFacts(
        Utf8.text(row.getBytes(1)),
        row.getString(2),
        Instant.ofEpochMilli(row.getLong(3)),
        HeadersCodec.decode(row.getBytes(4)));
  }

  private static PartFacts part(ResultSet row) throws SQLException {
    return new PartFacts(
        row.getInt(1), row.getString(2), row.getLong(3), Instant.ofEpochMilli(row.getLong(4)));
  }
}
