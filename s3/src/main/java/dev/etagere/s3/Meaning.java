package dev.etagere.s3;

import java.util.Locale;

/** What a failed request means for the write or read it was part of; see {@code errors.tsv}. */
enum Meaning {
  /** Nothing was sent: no connection, no name, no credentials yet. */
  NOT_SENT,
  AGAIN,
  PERHAPS,
  CONDITION,
  ABSENT,
  NO_UPLOAD,
  UNCHANGED,
  OUT_OF_RANGE,
  ACCESS,
  UNSUPPORTED,
  TOO_LARGE;

  static Meaning named(String inTable) {
    return valueOf(inTable.replace('-', '_').toUpperCase(Locale.ROOT));
  }
}
