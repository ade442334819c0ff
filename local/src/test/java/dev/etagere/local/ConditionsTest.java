package dev.etagere.local;

import static dev.etagere.local.ErrorCode.NOT_MODIFIED;
import static dev.etagere.local.ErrorCode.NO_SUCH_KEY;
import static dev.etagere.local.ErrorCode.PRECONDITION_FAILED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Conditions as AWS documents them (user guide: conditional requests, writes and deletes). */
@ParameterizedClass
@EnumSource(Kind.class)
class ConditionsTest extends EngineFixture {
  private static final String WRONG = "0".repeat(32);

  @Test
  void put_ifAbsent_onlyTheFirstCounts() {
    put("k", "first", If.absent());

    assertThat(codeOf(() -> put("k", "second", If.absent()))).isEqualTo(PRECONDITION_FAILED);
    assertThat(text("k")).isEqualTo("first");
  }

  @Test
  void put_ifAbsentAfterDelete_counts() {
    put("k", "first", If.absent());
    engine.delete(BUCKET, "k", If.none());

    put("k", "second", If.absent());

    assertThat(text("k")).isEqualTo("second");
  }

  @Test
  void put_ifMatches_countsOnlyOnThatEtag() {
    String first = put("k", "first").etag();
    put("k", "second", If.matches(first));

    assertThat(codeOf(() -> put("k", "third", If.matches(first)))).isEqualTo(PRECONDITION_FAILED);
    assertThat(text("k")).isEqualTo("second");
  }

  @Test
  void put_ifMatchesOneOfSeveralOrAny_counts() {
    String first = put("k", "first").etag();

    put("k", "second", If.matches(WRONG, first));
    put("k", "third", If.matches("*"));

    assertThat(text("k")).isEqualTo("third");
  }

  @Test
  void put_ifMatchesMissing_isNoSuchKey() {
    assertThat(codeOf(() -> put("k", "v", If.matches(WRONG)))).isEqualTo(NO_SUCH_KEY);
    assertThat(codeOf(() -> put("k", "v", If.matches("*")))).isEqualTo(NO_SUCH_KEY);
  }

  @Test
  void put_conditionFails_tellsWhatIsThere() {
    ObjectFacts there = put("k", "first");

    EngineException failed =
        catchThrowableOfType(EngineException.class, () -> put("k", "x", If.absent()));

    assertThat(failed.current()).isEqualTo(there);
  }

  @Test
  void put_largeBodyOnFailedCondition_changesNothing() {
    put("k", "first");

    assertThat(codeOf(() -> put("k", new byte[200_000], If.absent())))
        .isEqualTo(PRECONDITION_FAILED);
    assertThat(text("k")).isEqualTo("first");
  }

  @Test
  void delete_onCondition_judges() {
    String etag = put("k", "v").etag();

    assertThat(codeOf(() -> engine.delete(BUCKET, "k", If.matches(WRONG))))
        .isEqualTo(PRECONDITION_FAILED);
    assertThat(text("k")).isEqualTo("v");
    assertThat(engine.delete(BUCKET, "k", If.matches(etag))).isTrue();
    assertThat(codeOf(() -> engine.delete(BUCKET, "k", If.matches(etag)))).isEqualTo(NO_SUCH_KEY);
    assertThat(codeOf(() -> engine.delete(BUCKET, "k", If.matches("*")))).isEqualTo(NO_SUCH_KEY);
  }

  @Test
  void read_ifMatches_judges() {
    String etag = put("k", "v").etag();

    assertThat(read(ReadIf.matches(etag))).isNull();
    assertThat(read(ReadIf.matches("*"))).isNull();
    assertThat(read(ReadIf.matches(WRONG))).isEqualTo(PRECONDITION_FAILED);
  }

  @Test
  void read_ifNoneMatch_judges() {
    String etag = put("k", "v").etag();

    assertThat(read(ReadIf.noneMatch(WRONG))).isNull();
    assertThat(read(ReadIf.noneMatch(etag))).isEqualTo(NOT_MODIFIED);
    assertThat(read(ReadIf.noneMatch("*"))).isEqualTo(NOT_MODIFIED);
  }

  @Test
  void read_byTime_judgesToTheSecond() {
    Instant written = put("k", "v").lastModified().truncatedTo(ChronoUnit.SECONDS);
    Instant before = written.minus(Duration.ofSeconds(1));

    assertThat(read(new ReadIf(null, null, written, null))).isEqualTo(NOT_MODIFIED);
    assertThat(read(new ReadIf(null, null, before, null))).isNull();
    assertThat(read(new ReadIf(null, null, null, written))).isNull();
    assertThat(read(new ReadIf(null, null, null, before))).isEqualTo(PRECONDITION_FAILED);
  }

  @Test
  void read_etagAndTime_etagDecides() {
    ObjectFacts there = put("k", "v");
    Instant before = there.lastModified().minus(Duration.ofDays(1));
    Instant after = there.lastModified().plus(Duration.ofDays(1));

    assertThat(read(new ReadIf(List.of(there.etag()), null, null, before))).isNull();
    assertThat(read(new ReadIf(null, List.of(WRONG), after, null))).isNull();
  }

  private ErrorCode read(ReadIf condition) {
    ErrorCode ofHead = codeOf(() -> engine.head(BUCKET, "k", condition));
    ErrorCode ofGet = codeOf(() -> engine.get(BUCKET, "k", condition, null).close());
    assertThat(ofGet).isEqualTo(ofHead);
    return ofHead;
  }

  @Test
  void copy_sourceConditions_judge() {
    String etag = put("from", "v").etag();
    CopyRequest copy = CopyRequest.of(BUCKET, "from", BUCKET, "to");

    assertThat(codeOf(() -> engine.copy(copy.onlyIfSource(ReadIf.matches(WRONG)))))
        .isEqualTo(PRECONDITION_FAILED);
    assertThat(codeOf(() -> engine.copy(copy.onlyIfSource(ReadIf.noneMatch(etag)))))
        .isEqualTo(PRECONDITION_FAILED);
    assertThat(codeOf(() -> engine.head(BUCKET, "to", ALWAYS))).isEqualTo(NO_SUCH_KEY);
    engine.copy(copy.onlyIfSource(ReadIf.matches(etag)));
    assertThat(text("to")).isEqualTo("v");
  }

  @Test
  void copy_destinationConditions_judge() {
    put("from", "v");
    CopyRequest copy = CopyRequest.of(BUCKET, "from", BUCKET, "to");
    assertThat(codeOf(() -> engine.copy(copy.onlyIf(If.matches(WRONG))))).isEqualTo(NO_SUCH_KEY);
    String there = put("to", "old").etag();

    assertThat(codeOf(() -> engine.copy(copy.onlyIf(If.absent())))).isEqualTo(PRECONDITION_FAILED);
    assertThat(codeOf(() -> engine.copy(copy.onlyIf(If.matches(WRONG)))))
        .isEqualTo(PRECONDITION_FAILED);
    assertThat(text("to")).isEqualTo("old");
    engine.copy(copy.onlyIf(If.matches(there)));
    assertThat(text("to")).isEqualTo("v");
  }
}
