package dev.etagere.quorum.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.Location.Role;
import dev.etagere.core.UnavailableException;
import dev.etagere.failover.Router;
import dev.etagere.failover.Trouble;
import dev.etagere.quorum.Members;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whom an operation takes for down, and when, on a clock that the test moves. */
class PaceTest {
  private static final Members MEMBERS =
      new Members(
          0,
          List.of(
              new Members.Member("A", Role.DATA),
              new Members.Member("B", Role.DATA),
              new Members.Member("W", Role.WITNESS)),
          "A");

  private static final int A = 0;
  private static final int B = 1;
  private static final int W = 2;
  private static final QuorumPolicy POLICY = QuorumPolicy.defaults();

  private final FakeAmbient ambient = new FakeAmbient();
  private final Trio trio = new Trio();
  private final Router router =
      Router.builder().location("0").location("1").location("2").ambient(ambient).build();
  private final List<Site> sites =
      Stream.of(trio.a, trio.b, trio.w).map(moody -> site(moody)).toList();
  private final Pace pace = pace();

  private Site site(Moody moody) {
    int index = List.of(trio.a, trio.b, trio.w).indexOf(moody);
    Site site = new Site(index, moody, router.health(Integer.toString(index)), ambient);
    answers(site, Duration.ofMillis(5));
    return site;
  }

  /** As many as it is judged by. */
  private static void answers(Site site, Duration each) {
    for (int i = 0; i < 256; i++) {
      site.succeeded(each);
    }
  }

  private Pace pace() {
    return new Pace(sites, MEMBERS, A, new Habits().of("k"), false, POLICY, ambient);
  }

  private static UnavailableException silence() {
    return new UnavailableException("k", "no reply", null);
  }

  @AfterEach
  void close() {
    trio.close();
  }

  @Test
  void mayAsk_breakerOpenAndAnotherSilent_isAskedAtOnce() {
    sites.get(A).failed(Trouble.UNREACHABLE, silence());
    pace.sent(B);

    assertThat(pace.mayAsk(A, 0)).as("two others are up").isFalse();
    ambient.pass(POLICY.suspicion());
    assertThat(pace.mayAsk(A, 0)).as("one of them is silent").isTrue();
  }

  @Test
  void isDown_breakerOpenButItAnswers_countsAsUpUntilSomethingFails() {
    Site a = sites.get(A);
    a.failed(Trouble.UNREACHABLE, silence());
    assertThat(pace.isDown(A)).isTrue();

    a.succeeded(Duration.ofMillis(5));
    assertThat(pace.isDown(A)).isFalse();
    assertThat(pace.isAway(A)).as("it may be made home").isFalse();

    a.failed(Trouble.FAULTY, silence());
    assertThat(pace.isDown(A)).isTrue();
  }

  @Test
  void isDown_answeredInAnEarlierOutage_countsNotInTheNext() {
    Site a = sites.get(A);
    a.failed(Trouble.UNREACHABLE, silence());
    a.succeeded(Duration.ofMillis(5));

    a.breakerChanged(); // a probe closed it, and the next one failed

    assertThat(pace.isDown(A)).isTrue();
  }

  @Test
  void soundNow_oncePerRequestAndNotBeforeItIsLate() {
    assertThat(pace.soundNow(B)).as("nothing is owed").isNull();
    pace.sent(B);
    assertThat(pace.soundNow(B)).as("it is not late").isNull();

    ambient.pass(POLICY.suspicion());
    assertThat(pace.soundNow(B)).isEqualTo(POLICY.suspicion());
    assertThat(pace.soundNow(B)).as("the first has time to tell").isNull();
    ambient.pass(POLICY.suspicion().multipliedBy(2));
    assertThat(pace.soundNow(B)).as("it may have fallen silent since").isNotNull();

    pace.arrived(B);
    ambient.pass(POLICY.suspicion().multipliedBy(2));
    assertThat(pace.soundNow(B)).isNull();
  }

  @Test
  void soundNow_ofAPlaceFarAway_waitsThreeTimesItsSlowest() {
    Duration slow = Duration.ofMillis(150);
    answers(sites.get(W), slow);
    Duration threeTimes = sites.get(W).health().latency(0.99).orElseThrow().multipliedBy(3);
    pace.sent(W);

    ambient.pass(threeTimes.minusNanos(1));
    assertThat(pace.soundNow(W)).isNull();
    assertThat(pace.isAway(W)).isFalse();
    ambient.pass(Duration.ofNanos(1));
    assertThat(pace.soundNow(W)).isEqualTo(threeTimes);
    assertThat(pace.isAway(W)).isTrue();
  }

  @Test
  void soundNow_ofAPlaceThatTakesLongForAll_waitsAThirdOfTheAttemptLimit() {
    answers(sites.get(W), POLICY.attemptLimit());
    pace.sent(W);

    ambient.pass(POLICY.attemptLimit().dividedBy(3));

    assertThat(pace.soundNow(W)).isEqualTo(POLICY.attemptLimit().dividedBy(3));
  }

  @Test
  void soundNow_fewAnswersKnown_waitsTwice() {
    Router young = Router.builder().location("0").location("1").ambient(ambient).build();
    Site a = new Site(A, trio.a, young.health("0"), ambient);
    Site b = new Site(B, trio.b, young.health("1"), ambient);
    Pace first = new Pace(List.of(a, b), MEMBERS, A, new Habits().of("k"), false, POLICY, ambient);
    first.sent(A);

    ambient.pass(POLICY.suspicion());
    assertThat(first.soundNow(A)).isNull();
    ambient.pass(POLICY.suspicion());
    assertThat(first.soundNow(A)).isNotNull();
  }

  @Test
  void awake_isInTimeToSound() {
    pace.sent(B);
    pace.awake();

    assertThat(pace.soundNow(B)).isNull();

    assertThat(pace.untilChange()).isEqualTo(POLICY.suspicion());
  }
}
