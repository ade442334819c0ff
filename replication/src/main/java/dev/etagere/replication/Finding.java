package dev.etagere.replication;

/**
 * What the doctor saw.
 *
 * @param severity how much it matters
 * @param check what was looked at
 * @param where A, B, {@code A -> B}, {@code B -> A} or both
 * @param seen what is there
 * @param remedy what to do; empty if nothing
 */
public record Finding(Severity severity, Check check, String where, String seen, String remedy) {
  /** How much a finding matters. */
  public enum Severity {
    /** As it should be. */
    OK,
    /** Works; worth knowing. */
    HINT,
    /** Works on most days, or could not be seen. */
    WARNING,
    /** Two locations would not work like this. */
    ERROR
  }

  /** What is looked at. */
  public enum Check {
    /** The bucket answers. */
    REACHABLE,
    /** They are two buckets with the same keys. */
    TWO_BUCKETS,
    /** They do not fail together. */
    REGION,
    /** Versioning, which replication needs. */
    VERSIONING,
    /** A rule that leads to the other. */
    RULE,
    /** Deletes reach the other. */
    DELETE_MARKERS,
    /** Tags and ACLs set on a replica reach the other. */
    REPLICA_CHANGES,
    /** ETags are comparable and encrypted objects are replicated. */
    ENCRYPTION,
    /** Object Lock. */
    OBJECT_LOCK,
    /** Lifecycle rules. */
    LIFECYCLE,
    /** Clocks. */
    CLOCK,
    /** What the credentials may do. */
    PERMISSION,
    /** Conditions are honoured. */
    CONDITIONS,
    /** How long an object takes to the other. */
    LAG,
    /** How long a delete takes to the other. */
    LAG_OF_DELETES,
    /** What the doctor could not remove again. */
    LEFT_BEHIND
  }

  static Finding ok(Check check, String where, String seen) {
    return new Finding(Severity.OK, check, where, seen, "");
  }

  static Finding hint(Check check, String where, String seen, String remedy) {
    return new Finding(Severity.HINT, check, where, seen, remedy);
  }

  static Finding warning(Check check, String where, String seen, String remedy) {
    return new Finding(Severity.WARNING, check, where, seen, remedy);
  }

  static Finding error(Check check, String where, String seen, String remedy) {
    return new Finding(Severity.ERROR, check, where, seen, remedy);
  }
}
