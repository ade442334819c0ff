package dev.etagere.local;

import java.util.Objects;

/** The tables on disk and the version of their form. */
final class Schema {
  /** Raised with every change that an older version of this software would misread. */
  static final int FORMAT = 3;

  private static final String[] FIRST = {
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

  /** From format 1: versions and replication. At the same cost for any number of objects. */
  private static final String[] SECOND = {
    "ALTER TABLE bucket ADD COLUMN versioning TEXT NOT NULL DEFAULT 'OFF'",
    "ALTER TABLE bucket ADD COLUMN replicates INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE bucket ADD COLUMN encrypts INTEGER NOT NULL DEFAULT 0",
    // The current objects. The new name stops an older version that still has the directory open,
    // which would replace what is to be kept.
    "ALTER TABLE object RENAME TO latest",
    "ALTER TABLE latest ADD COLUMN version TEXT NOT NULL DEFAULT 'null'",
    "ALTER TABLE latest ADD COLUMN replication TEXT",
    // All others, newest first, and all delete markers.
    "CREATE TABLE version(bucket INTEGER NOT NULL, key BLOB NOT NULL, modified INTEGER NOT NULL,"
        + " version TEXT NOT NULL, etag TEXT NOT NULL, size INTEGER NOT NULL, headers BLOB NOT NULL,"
        + " sequence INTEGER NOT NULL, replication TEXT, marker INTEGER NOT NULL,"
        + " body TEXT NOT NULL,"
        + " PRIMARY KEY(bucket, key, modified DESC, version DESC)) WITHOUT ROWID",
    "CREATE INDEX unnumbered ON version(bucket, key) WHERE version = 'null'",
    "CREATE TABLE setting(bucket INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,"
        + " PRIMARY KEY(bucket, name)) WITHOUT ROWID",
    // What is to be replicated, in the order it was written.
    "CREATE TABLE outbox(id INTEGER PRIMARY KEY, bucket INTEGER NOT NULL, key BLOB NOT NULL,"
        + " version TEXT NOT NULL, destination TEXT NOT NULL, class TEXT)",
    "CREATE INDEX unsent ON outbox(bucket, key, version)",
  };

  /** From format 2: the parts an object was uploaded in. */
  private static final String[] THIRD = {
    "ALTER TABLE latest ADD COLUMN parts TEXT", "ALTER TABLE version ADD COLUMN parts TEXT",
  };

  private Schema() {}

  /** 0 for a database that was just made. */
  static int formatOf(Session session) {
    return Objects.requireNonNull(session.first(row -> row.getInt(1), "PRAGMA user_version"));
  }

  /** Makes the tables, or brings them to this form; inside a transaction that excludes others. */
  static void update(Session session, int from) {
    if (from < 1) {
      run(session, FIRST);
    }
    if (from < 2) {
      run(session, SECOND);
    }
    if (from < 3) {
      run(session, THIRD);
    }
    session.run("PRAGMA user_version = " + FORMAT);
  }

  private static void run(Session session, String[] steps) {
    for (String step : steps) {
      session.run(step);
    }
  }
}
