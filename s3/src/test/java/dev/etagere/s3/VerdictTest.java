package dev.etagere.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.etagere.core.Lineage;
import dev.etagere.core.Precondition;
import dev.etagere.core.Version;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole rule, a row for each case that differs. */
class VerdictTest {
  private static final String OWN = "ownWriteId1";
  private static final String OWN_TOKEN = "own-token";
  private static final Version BASE =
      Version.of("base-token", Lineage.absent().plus("baseWrite00").plus("baseWrite01"));
  private static final Version BASE_BY_ETAG = Version.of("base-token", Lineage.unknown());

  private static final Precondition CREATE = Precondition.absent();
  private static final Precondition REPLACE = Precondition.matches(BASE);
  private static final Precondition REPLACE_BY_ETAG = Precondition.matches(BASE_BY_ETAG);
  private static final Precondition PUT = Precondition.none();

  static Stream<Arguments> rows() {
    Version created = object(Lineage.absent().plus(OWN));
    Version replaced = object(Lineage.on(BASE, OWN));
    Version put = object(Lineage.unknown().plus(OWN));
    Version otherCreated = object(others(Lineage.absent(), 1));
    Version otherOnBase = object(others(BASE.lineage(), 1));
    Version foreign = object(Lineage.unknown());
    Version afterForeign = object(others(Lineage.on(foreign, "afterForeig"), 2));
    Version otherPut = object(others(Lineage.unknown(), 1));
    return Stream.of(
        // Nothing is there.
        row("a create builds on nothing, and nothing is there", CREATE, null, Verdict.NOT_YET),
        row("a put builds on anything", PUT, null, Verdict.NOT_YET),
        row("a replace may have been applied and deleted since", REPLACE, null, Verdict.UNKNOWN),
        row("the same by ETag", REPLACE_BY_ETAG, null, Verdict.UNKNOWN),

        // The id is there.
        row("created, on top", CREATE, created, Verdict.APPLIED),
        row("replaced, on top", REPLACE, replaced, Verdict.APPLIED),
        row("put, on top", PUT, put, Verdict.APPLIED),
        row("created, below newer", CREATE, above(created, 3), Verdict.APPLIED),
        row("replaced, below newer", REPLACE, above(replaced, 5), Verdict.APPLIED),
        row("put, below newer", PUT, above(put, 7), Verdict.APPLIED),
        row("created, the last that is kept", CREATE, above(created, 7), Verdict.APPLIED),
        row("the id counts whatever the base", REPLACE_BY_ETAG, replaced, Verdict.APPLIED),
        row(
            "the id counts though the base's bytes are back",
            REPLACE,
            Version.of(BASE.token(), others(replaced.lineage(), 1)),
            Verdict.APPLIED),

        // The id fell off the end.
        row("created, fallen off: the root went first", CREATE, above(created, 8), Verdict.UNKNOWN),
        row("created, long fallen off", CREATE, above(created, 20), Verdict.UNKNOWN),
        row("replaced, fallen off", REPLACE, above(replaced, 8), Verdict.UNKNOWN),

        // The base is there.
        row("the base as it was", REPLACE, BASE, Verdict.NOT_YET),
        row("the base, known by its ETag", REPLACE_BY_ETAG, BASE, Verdict.NOT_YET),
        row("the base, ids lost: the condition would hold", REPLACE, BASE_BY_ETAG, Verdict.NOT_YET),
        row(
            "other content and the base's again: what was between is not known",
            REPLACE,
            Version.of(BASE.token(), others(BASE.lineage(), 2)),
            Verdict.UNKNOWN),

        // Another's write is there, and the ids reach down.
        row("another built on the base", REPLACE, otherOnBase, Verdict.CONFLICT),
        row("others built on the base", REPLACE, above(otherOnBase, 6), Verdict.CONFLICT),
        row("another built on the ETag", REPLACE_BY_ETAG, onETag(1), Verdict.CONFLICT),
        row("others built on the ETag", REPLACE_BY_ETAG, onETag(8), Verdict.CONFLICT),
        row("another built on the ETag of a base with ids", REPLACE, onETag(1), Verdict.UNKNOWN),
        row("another created", CREATE, otherCreated, Verdict.CONFLICT),
        row("another created, others on it", CREATE, above(otherCreated, 7), Verdict.CONFLICT),
        row(
            "another created with the very same bytes",
            CREATE,
            Version.of(OWN_TOKEN, otherCreated.lineage()),
            Verdict.CONFLICT),

        // Another's write is there, and the ids do not reach down.
        row("too many on the base", REPLACE, above(otherOnBase, 7), Verdict.UNKNOWN),
        row("too many on the ETag", REPLACE_BY_ETAG, onETag(9), Verdict.UNKNOWN),
        row("too many on the creation", CREATE, above(otherCreated, 8), Verdict.UNKNOWN),
        row("a writer that leaves no ids", REPLACE, foreign, Verdict.UNKNOWN),
        row("the same by ETag", REPLACE_BY_ETAG, foreign, Verdict.UNKNOWN),
        row("a writer that leaves no ids, over a create", CREATE, foreign, Verdict.UNKNOWN),
        row("the chain is broken above the base", REPLACE, afterForeign, Verdict.UNKNOWN),
        row("the chain is broken above the creation", CREATE, afterForeign, Verdict.UNKNOWN),
        row("an unconditional put breaks the chain", REPLACE, otherPut, Verdict.UNKNOWN),
        row("and that of a create", CREATE, otherPut, Verdict.UNKNOWN),
        row("deleted and created anew", REPLACE, otherCreated, Verdict.UNKNOWN),

        // An unconditional put goes on only if all writes since the creation are known.
        row("a put over another's creation", PUT, otherCreated, Verdict.NOT_YET),
        row("a put over a writer that leaves no ids", PUT, foreign, Verdict.UNKNOWN));
  }

  @ParameterizedTest(name = "{0}: {3}")
  @MethodSource("rows")
  void of_eachCase_isJudgedSo(
      String reason, Precondition precondition, Version there, Verdict expected) {
    assertThat(Verdict.of(new Seen(there), OWN, precondition, OWN_TOKEN))
        .as(reason)
        .isEqualTo(expected);
  }

  /** Bytes equal to the base's leave its ETag standing, so a stale writer may stand on them. */
  @ParameterizedTest
  @MethodSource("conflictsOfReplaces")
  void of_ownBytesEqualToTheBase_provesNoConflict(Precondition precondition, Version there) {
    Seen seen = new Seen(there);

    assertThat(Verdict.of(seen, OWN, precondition, BASE.token())).isEqualTo(Verdict.UNKNOWN);
    // So is a copy, whose bytes nobody knows here.
    assertThat(Verdict.of(seen, OWN, precondition, null)).isEqualTo(Verdict.UNKNOWN);
  }

  static Stream<Arguments> conflictsOfReplaces() {
    return rows()
        .map(Arguments::get)
        .filter(r -> r[3] == Verdict.CONFLICT && r[1] instanceof Precondition.Matches)
        .map(r -> arguments(r[1], r[2]));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void of_ownTokenNotKnown_changesNothingButConflictsOfReplaces(
      String reason, Precondition precondition, Version there, Verdict expected) {
    boolean proof = expected == Verdict.CONFLICT && precondition instanceof Precondition.Matches;

    assertThat(Verdict.of(new Seen(there), OWN, precondition, null))
        .as(reason)
        .isEqualTo(proof ? Verdict.UNKNOWN : expected);
  }

  private static Arguments row(
      String reason, Precondition precondition, Version there, Verdict expected) {
    return arguments(reason, precondition, there, expected);
  }

  private static Version object(Lineage lineage) {
    return Version.of("token-" + lineage, lineage);
  }

  private static Version above(Version base, int writes) {
    return object(others(base.lineage(), writes));
  }

  private static Version onETag(int writes) {
    return object(others(Lineage.on(BASE_BY_ETAG, "otherOnETag"), writes - 1));
  }

  private static Lineage others(Lineage on, int writes) {
    Lineage lineage = on;
    for (int i = 0; i < writes; i++) {
      lineage = lineage.plus(List.of("other", "stranger").get(i % 2) + "Write" + (100 + i));
    }
    return lineage;
  }
}
