package dev.etagere.simulation;

/** One operation of a history. Writes are numbered; number 0 is the state before the first. */
final class Op {
  /** What was asked for. */
  enum Kind {
    READ,
    PUT,
    CREATE,
    REPLACE,
    DELETE,
    DELETE_IF,
    /** Collect garbage: as far as the register goes, a read. */
    COLLECT,
    /** Begin the term of a new epoch and bring the state everywhere: otherwise a read. */
    ESTABLISH;

    boolean deletes() {
      return this == DELETE || this == DELETE_IF;
    }

    boolean reads() {
      return this == READ || this == COLLECT || this == ESTABLISH;
    }

    boolean matches() {
      return this == REPLACE || this == DELETE_IF;
    }
  }

  /** What was answered. */
  enum Outcome {
    /** Nothing: it may take effect at any time, or never. */
    OPEN,
    /** It did not take effect and will not. */
    NOT_DONE,
    /** The write {@link Op#write} took effect. */
    COMMITTED,
    /** The state was {@link Op#seen}; nothing was written. */
    CURRENT,
    /** The state was {@link Op#seen}, of which the condition does not hold. */
    CONFLICT
  }

  static final int NEVER = Integer.MAX_VALUE;

  /** As {@link #seen}: some state without a value. */
  static final int ABSENT = -2;

  /** As {@link #seen}: any state. */
  static final int NOT_TOLD = -3;

  final int client;
  final Kind kind;
  final int expected;
  final int start;
  int end = NEVER;
  Outcome outcome = Outcome.OPEN;
  int write = -1;
  int seen = -1;
  long seq;

  Op(int client, Kind kind, int expected, int start) {
    this.client = client;
    this.kind = kind;
    this.expected = expected;
    this.start = start;
  }

  Op copy() {
    Op copy = new Op(client, kind, expected, start);
    copy.end = end;
    copy.outcome = outcome;
    copy.write = write;
    copy.seen = seen;
    copy.seq = seq;
    return copy;
  }

  /** Whether it has to have a place in the order. */
  boolean ended() {
    return outcome != Outcome.OPEN;
  }

  /** Whether it can have a place in the order. */
  boolean counts() {
    return outcome == Outcome.OPEN ? write >= 0 : outcome != Outcome.NOT_DONE;
  }

  String request() {
    return kind.name().toLowerCase(java.util.Locale.ROOT) + (kind.matches() ? " w" + expected : "");
  }

  String result() {
    String wrote = write < 0 ? "nothing written" : "w" + write;
    return switch (outcome) {
      case OPEN -> "? " + wrote;
      case NOT_DONE -> "unavailable";
      case COMMITTED -> "ok " + wrote + " seq " + seq;
      case CURRENT -> "is w" + seen;
      case CONFLICT -> "conflict, is w" + seen;
    };
  }
}
