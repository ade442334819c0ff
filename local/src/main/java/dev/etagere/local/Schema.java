package dev.etagere.local;

import java.util.Objects;

/** The tables on disk and the version of their form. */
final class Schema {
  /** Raised with every change that an older version of this software would misread. */
  static final int FORMAT = 1;

  private static final String[] TABLES = {
    // One row: the number of the last write, and of the last process that wrote files.
    "CREATE TABLE state(sequence INTEGER NOT NULL, writers INTEGER NOT NULL)",
    "INSERT INTO state VALUES (0, 0)",
    "CREATE TABLE bucket(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, created INTEGER NOT NULL)",
    // Keys are blobs: compared byte by byte, whatever is in them. The body comes last, out of the
    // way.
    "CREATE TABLE object(bucket INTEGER NOT NULL, key BLOB NOT NULL, etag TEXT NOT NULL,"
        + " size INTEGER NOT NULL, modified INTEGER NOT NULL, headers BLOB NOT NULL,"
        + " sequence INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY(bucket, key)) WITHOUT ROWID",
    "CREATE TABLE upload(bucket INTEGER NOT NULL, key BLOB NOT NULL, id TEXT NOT NULL,"
        + " initiated INTEGER NOT NULL, headers BLOB NOT NULL,"
        + " PRIMARY KEY(bucket, key, id)) WITHOUT ROWID",
    "CREATE TABLE part(upload TEXT NOT NULL, number INTEGER NOT NULL, etag TEXT NOT NULL,"
        + " size INTEGER NOT NULL, modified INTEGER NOT NULL, body TEXT NOT NULL,"
        + " PRIMARY KEY(upload, number)) WITHOUT ROWID",
    "CREATE TABLE body(id INTEGER PRIMARY KEY, refs INTEGER NOT NULL, bytes BLOB)",
    "CREATE INDEX dropped ON body(id) WHERE refs = 0",
  };

  private Schema() {}

  /** 0 for a database that was just made. */
  static int formatOf(Session session) {
    return Objects.requireNonNull(session.first(row -> row.getInt(1), "PRAGMA user_version"));
  }

  /** Inside a transaction that excludes others. */
  static void create(Session session) {
    for (String table : TABLES) {
      session.run(table);
    }
    session.run("PRAGMA user_version = " + FORMAT);
  }
}
