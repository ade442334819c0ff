package dev.etagere.simulation;

import dev.etagere.simulation.Op.Kind;
import java.util.List;

/**
 * A small world to be explored wholly.
 *
 * @param name what is in it
 * @param scripts for each client what it does, one after the other
 * @param rounds the highest round of a term
 * @param lost how many PUTs lose their reply, after their effect or before it
 * @param late how many PUTs land at any time after their client gave them up
 * @param suspicions how often a client takes a location for down, or no longer
 * @param leads whether the first client takes a sticky term for each write it has no lease for
 * @param restarts how often the first client restarts: it forgets all, and goes on with its next
 */
record Scope(
    String name,
    List<List<Kind>> scripts,
    int rounds,
    int lost,
    int late,
    int suspicions,
    boolean leads,
    int restarts) {

  Scope(String name, List<List<Kind>> scripts, int rounds, int lost, int late, int suspicions) {
    this(name, scripts, rounds, lost, late, suspicions, false, 0);
  }

  /** Explored wholly in a few seconds. */
  static final Scope SMALL =
      new Scope(
          "a writer and a reader of two, terms 0..1, one lost",
          List.of(List.of(Kind.PUT), List.of(Kind.READ, Kind.READ)),
          1,
          1,
          0,
          2);

  /** Explored wholly in a few seconds: a sticky leader that restarts and forgets. */
  static final Scope STICKY =
      new Scope(
          "a leader of two writes that restarts, a reader, terms 0..1",
          List.of(List.of(Kind.PUT, Kind.PUT), List.of(Kind.READ)),
          1,
          0,
          0,
          0,
          true,
          1);

  static final List<Scope> ALL =
      List.of(
          STICKY,
          new Scope(
              "a leader of two writes that restarts, another writer, terms 0..2, one lost",
              List.of(List.of(Kind.PUT, Kind.PUT), List.of(Kind.PUT)),
              2,
              1,
              0,
              0,
              true,
              1),
          new Scope(
              "a leader of two writes, a reader of two, terms 0..2, one lost or late",
              List.of(List.of(Kind.PUT, Kind.PUT), List.of(Kind.READ, Kind.READ)),
              2,
              1,
              1,
              0,
              true,
              0),
          new Scope(
              "two writers, terms 0..1, one lost or late",
              List.of(List.of(Kind.PUT), List.of(Kind.PUT)),
              1,
              1,
              1,
              2),
          new Scope(
              "two creators, terms 0..2, one lost",
              List.of(List.of(Kind.CREATE), List.of(Kind.CREATE)),
              2,
              1,
              0,
              2),
          new Scope(
              "a writer that expects its own version and another, terms 0..1, one lost",
              List.of(List.of(Kind.PUT, Kind.REPLACE), List.of(Kind.PUT)),
              1,
              1,
              0,
              1),
          SMALL,
          new Scope(
              "a writer and a deleter, terms 0..1, one lost",
              List.of(List.of(Kind.PUT), List.of(Kind.DELETE)),
              1,
              1,
              0,
              2));
}
