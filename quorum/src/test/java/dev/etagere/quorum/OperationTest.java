package dev.etagere.quorum;

import static dev.etagere.quorum.Rig.A;
import static dev.etagere.quorum.Rig.B;
import static dev.etagere.quorum.Rig.C;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperationTest {
  private final Rig rig = new Rig();

  private static Token token(Answer answer) {
    return ((Answer.Committed) answer).token();
  }

  private static State current(Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Current.class);
    return ((Answer.Current) answer).state();
  }

  // --- What it costs ---------------------------------------------------------------------------

  @Test
  void read_ofNothing_asksTwoAndWritesNothing() {
    rig.later.add(C);

    assertThat(current(rig.read()).isPresent()).isFalse();
    assertThat(rig.log).containsExactly("get A", "get B");
    assertThat(rig.sites).containsOnlyNulls();
  }

  @Test
  void read_whereTwoAgree_isOneRoundTrip() {
    rig.put("one");
    rig.later.add(C);

    assertThat(Rig.text(current(rig.read()))).isEqualTo("one");
    assertThat(rig.log).containsExactly("get A", "get B");
  }

  @Test
  void write_withWhatIsKnown_isTheHomeThenTheOthers() {
    rig.put("one");
    rig.put("two");

    assertThat(rig.put("three")).isEqualTo(new Answer.Committed(new Token(3, "w3"), 2));
    assertThat(rig.log).containsExactly("propose A", "put B");
  }

  @Test
  void write_toAWitness_leavesThePayloadOut() {
    rig.later.add(C);
    rig.put("one");
    rig.later.clear();
    rig.down.add(B);
    rig.away.add(B);

    assertThat(rig.put("two")).isEqualTo(new Answer.Committed(new Token(2, "w2"), 1));
    assertThat(rig.sites[C].state().isHollow()).isTrue();
    assertThat(rig.sites[A].state().isHollow()).isFalse();
  }

  // --- Conditions ------------------------------------------------------------------------------

  @Test
  void create_ofWhatExists_isAConflictWithTheCurrentVersion() {
    Token first = token(rig.create("one"));

    assertThat(rig.create("two"))
        .isInstanceOfSatisfying(
            Answer.Conflict.class, it -> assertThat(it.state().token()).isEqualTo(first));
  }

  @Test
  void replace_ofAnOlderVersion_isAConflict() {
    Token first = token(rig.put("one"));
    rig.put("two");

    assertThat(rig.replace(first, "three")).isInstanceOf(Answer.Conflict.class);
  }

  @Test
  void replace_ofAVersionThatStandsInANewTerm_isNoConflict() {
    rig.put("one");
    Token second = token(rig.put("two"));
    rig.down.add(A);
    rig.away.add(A);
    rig.put("three");
    Token third = ((Answer.Current) rig.read()).state().token();
    rig.down.clear();
    rig.away.clear();
    rig.down.add(B);
    rig.away.add(B);

    assertThat(rig.replace(second, "x")).isInstanceOf(Answer.Conflict.class);
    assertThat(rig.replace(third, "four")).isInstanceOf(Answer.Committed.class);
  }

  @Test
  void delete_thenCreate_goesOnCounting() {
    rig.put("one");

    assertThat(rig.delete()).isInstanceOf(Answer.Committed.class);
    assertThat(current(rig.read()).kind()).isEqualTo(State.Kind.TOMBSTONE);
    assertThat(token(rig.create("two"))).isEqualTo(new Token(3, "w3"));
  }

  @Test
  void delete_ofNothing_writesNothing() {
    assertThat(current(rig.delete()).isPresent()).isFalse();
    assertThat(rig.sites).containsOnlyNulls();
  }

  // --- Locations away --------------------------------------------------------------------------

  @Test
  void write_whileTheHomeIsDown_makesAnotherHome() {
    rig.put("one");
    rig.down.add(A);
    rig.away.add(A);

    assertThat(rig.put("two")).isEqualTo(new Answer.Committed(new Token(2, "w2"), 1));
    assertThat(rig.sites[B].promised()).hasToString("0.1.h:B");
    assertThat(rig.sites[A].state().seq()).isEqualTo(1);
  }

  @Test
  void read_afterTheOldHomeCameBackBehind_givesTheNewValue() {
    rig.put("one");
    rig.down.add(A);
    rig.away.add(A);
    rig.put("two");
    rig.down.clear();
    rig.away.clear();
    rig.known = null;
    rig.later.add(C);

    assertThat(Rig.text(current(rig.read()))).isEqualTo("two");
    assertThat(rig.sites[A].state().seq()).isEqualTo(2);
  }

  @Test
  void write_whileTwoAreAway_isUnavailableOrUnknown() {
    rig.away.add(B);
    rig.away.add(C);

    assertThat(rig.put("one")).isInstanceOf(Answer.Unavailable.class);
    assertThat(rig.sites).containsOnlyNulls();

    rig.away.clear();
    rig.put("two");
    rig.away.add(B);
    rig.away.add(C);
    assertThat(rig.put("three")).isInstanceOf(Answer.Unknown.class);
    rig.away.clear();
    rig.later.add(C);
    assertThat(Rig.text(current(rig.read()))).isEqualTo("three");
  }

  @Test
  void write_whileTheSecondCopyIsSlow_waitsForIt() {
    rig.put("one");
    rig.away.add(B);

    assertThat(rig.put("two"))
        .as("known to be committed, but not on two copies in time")
        .isEqualTo(new Answer.Committed(new Token(2, "w2"), 1));
    assertThat(rig.log).contains("put C");
  }

  @Test
  void read_whereOnlyAWitnessHasTheNewest_isUnavailableNotOlder() {
    rig.put("one");
    rig.down.add(B);
    rig.away.add(B);
    rig.put("two");
    rig.away.clear();
    rig.away.add(A);

    assertThat(rig.read()).isInstanceOf(Answer.Unavailable.class);
  }

  @Test
  void write_whereOnlyAWitnessHasTheNewest_goesOn() {
    rig.put("one");
    rig.down.add(B);
    rig.away.add(B);
    rig.put("two");
    rig.away.clear();
    rig.down.clear();
    rig.away.add(A);
    rig.down.add(A);
    rig.known = null;

    assertThat(rig.create("x")).isInstanceOf(Answer.Conflict.class);
    assertThat(rig.sites[B].state().isHollow()).isTrue();
    assertThat(rig.read()).isInstanceOf(Answer.Unavailable.class);
    assertThat(token(rig.put("three"))).isEqualTo(new Token(3, "w3"));

    rig.away.clear();
    assertThat(Rig.text(current(rig.read()))).isEqualTo("three");
  }

  @Test
  void read_ofAHollowCopyOnceAFullOneIsBack_givesTheValue() {
    write_ofAHeaderOnlyAtB();
    rig.away.clear();
    rig.down.clear();

    assertThat(Rig.text(current(rig.read()))).isEqualTo("two");
  }

  private void write_ofAHeaderOnlyAtB() {
    rig.put("one");
    rig.down.add(B);
    rig.away.add(B);
    rig.put("two");
    rig.away.clear();
    rig.down.clear();
    rig.away.add(A);
    rig.down.add(A);
    rig.known = null;
    rig.create("x");
  }

  @Test
  void write_thatSomebodyCopiedHollow_fillsThatCopy() {
    rig.put("one");
    boolean[] helped = {false};
    rig.losesRequest =
        request -> {
          boolean first = request.location() == B && request instanceof Request.Put && !helped[0];
          if (first) {
            helped[0] = true;
            State state = rig.sites[A].state().with(Payload.Missing.INSTANCE);
            rig.sites[B] = new Register("B", state.term(), state);
          }
          return first;
        };

    assertThat(rig.put("two")).isEqualTo(new Answer.Committed(new Token(2, "w2"), 2));
    assertThat(rig.sites[B].state().isHollow()).isFalse();
  }

  // --- The home moves though it is well --------------------------------------------------------

  @Test
  void write_onceThePreferredHomeIsBack_takesTheTermThere() {
    rig.put("one");
    rig.down.add(A);
    rig.away.add(A);
    rig.put("two");
    rig.down.clear();
    rig.away.clear();
    rig.preferred = A;

    assertThat(rig.put("three")).isEqualTo(new Answer.Committed(new Token(3, "w3"), 2));
    assertThat(rig.sites[A].state()).hasToString("3-w3@0.2.h:A keeps w2");
    rig.put("four");
    assertThat(rig.put("five")).isEqualTo(new Answer.Committed(new Token(5, "w5"), 2));
    assertThat(rig.log).containsExactly("propose A", "put B");
  }

  @Test
  void write_whoseClientPrefersAWitness_leavesTheHomeWhereItIs() {
    rig.preferred = C;

    assertThat(token(rig.put("one"))).isEqualTo(new Token(1, "w1"));
    assertThat(rig.sites[A].state()).hasToString("1-w1@0.0.h:A");
  }

  // --- One client leads ------------------------------------------------------------------------

  @Test
  void write_ofALeader_isOneRoundTrip() {
    rig.leader = "n";
    rig.put("one");
    assertThat(rig.sites[A].state()).hasToString("1-w1@0.1.c:n");
    rig.put("two");

    assertThat(rig.put("three")).isEqualTo(new Answer.Committed(new Token(3, "w3"), 2));
    assertThat(rig.log).containsExactly("propose A", "propose B");
  }

  @Test
  void write_ofALeader_reachesAWitnessOnlyAfterItsPayloadIsStored() {
    rig.leader = "n";
    rig.put("one");
    rig.away.add(A);
    rig.away.add(B);

    assertThat(rig.put("two")).isInstanceOf(Answer.Unknown.class);
    assertThat(rig.sites[C].state().seq()).isLessThan(2);
  }

  @Test
  void write_ofALeaderThatRestarted_isInAnotherTerm() {
    rig.leader = "n";
    rig.put("one");
    rig.lease = null;
    rig.known = null;

    assertThat(token(rig.put("two"))).isEqualTo(new Token(2, "w2"));
    assertThat(rig.sites[A].state()).hasToString("2-w2@0.2.h:A");
  }

  @Test
  void write_ofALeaderThatWasOutbid_goesWhereEverybodyWrites() {
    rig.leader = "n";
    rig.put("one");
    final Lease lease = rig.lease;
    final Known known = rig.known;
    rig.lease = null;
    rig.put("two");
    rig.lease = lease;
    rig.known = known;

    assertThat(token(rig.put("three")).seq()).isEqualTo(3);
    assertThat(rig.lease).isNull();
    assertThat(rig.sites[A].state()).hasToString("3-w4@0.2.h:A");
  }

  @Test
  void lease_afterAnUnknownOutcome_isNone() {
    rig.leader = "n";
    rig.put("one");
    assertThat(rig.lease).isNotNull();
    rig.fate = (request, reply) -> request instanceof Request.Put ? Reply.Plain.LOST : null;
    rig.away.add(B);
    rig.away.add(C);

    assertThat(rig.put("two")).isInstanceOf(Answer.Unknown.class);
    assertThat(rig.lease).isNull();
  }

  @Test
  void lease_afterAConflict_goesOn() {
    rig.leader = "n";
    rig.put("one");

    assertThat(rig.create("two")).isInstanceOf(Answer.Conflict.class);
    assertThat(rig.lease.term()).hasToString("0.1.c:n");
    rig.put("three");
    assertThat(rig.sites[A].state()).hasToString("2-w2@0.1.c:n");
  }

  @Test
  void begin_withALeaseUsedBefore_isRefused() {
    rig.leader = "n";
    rig.put("one");
    Lease lease = rig.lease;
    rig.put("two");
    Task.Write write = new Task.Write(Condition.Plain.ANY, Rig.value("x"), 2);

    assertThatIllegalStateException()
        .isThrownBy(() -> Operation.begin(rig.members, write, rig, rig.known, lease))
        .withMessageContaining("was used before");
  }

  // --- Large values ----------------------------------------------------------------------------

  private static String blob(State state) {
    return ((Payload.Blob) state.value().payload()).name();
  }

  @Test
  void write_ofALargeValue_storesItAtTheDataLocationsThenNamesIt() {
    rig.put("one");
    rig.put("two");

    assertThat(rig.putLarge()).isEqualTo(new Answer.Committed(new Token(3, "w3"), 2));
    assertThat(rig.log)
        .startsWith("upload A 0.0.h:A/w3", "upload B 0.0.h:A/w3")
        .contains("propose A", "put B");
    assertThat(blob(current(rig.read()))).isEqualTo("0.0.h:A/w3");
  }

  @Test
  void write_ofALargeValueWhoseTermIsOver_storesItUnderANewName() {
    rig.put("one");
    boolean[] fenced = {false};
    rig.losesRequest =
        request -> {
          if (request instanceof Request.Put put && put.proposal() && !fenced[0]) {
            fenced[0] = true;
            assertThat(current(rig.run(new Task.Fence())).term()).hasToString("0.1.h:A");
          }
          return false;
        };

    assertThat(token(rig.putLarge()).seq()).isEqualTo(2);
    rig.losesRequest = request -> false;
    State state = current(rig.read());
    assertThat(blob(state)).startsWith("0.1.h:A/");
  }

  @Test
  void write_ofALargeValueThatALocationDoesNotHave_isNoCopyThere() {
    rig.put("one");
    rig.losesRequest = request -> request instanceof Request.Upload && request.location() == B;

    assertThat(rig.putLarge()).isEqualTo(new Answer.Committed(new Token(2, "w2"), 1));
  }

  @Test
  void fence_establishesAHigherTermAndTellsTheGarbage() {
    rig.put("one");
    rig.putLarge();
    State fenced = current(rig.run(new Task.Fence()));

    assertThat(fenced.term()).hasToString("0.1.h:A");
    assertThat(BlobName.parse(blob(fenced)).isGarbage(fenced)).isFalse();
    assertThat(BlobName.parse("0.0.h:A/other").isGarbage(fenced)).isTrue();
    assertThat(BlobName.parse("0.1.h:A/other").isGarbage(fenced)).isFalse();
    assertThat(BlobName.parse("0.2.h:B/other").isGarbage(fenced)).isFalse();
  }

  // --- A payload is not destroyed by a write that comes to nothing -----------------------------

  @Test
  void read_afterAWriteThatReplacedTheOnlyCopyCameToNothing_givesTheCopyItKept() {
    rig.put("one");
    rig.down.add(B);
    rig.away.add(B);
    rig.put("two");
    // Another write gets no further than the home, which then is away.
    rig.losesRequest = request -> request instanceof Request.Put put && !put.proposal();
    assertThat(rig.put("three")).isInstanceOf(Answer.Unknown.class);
    assertThat(rig.sites[A].state().kept().id()).isEqualTo("w2");
    rig.losesRequest = request -> false;
    rig.away.clear();
    rig.down.clear();
    rig.away.add(A);
    rig.down.add(A);
    rig.known = null;
    assertThat(rig.create("x")).isInstanceOf(Answer.Conflict.class);
    rig.away.clear();
    rig.down.clear();

    assertThat(Rig.text(current(rig.read()))).isEqualTo("two");
  }

  @Test
  void write_afterTheHomeWasOnceALeaderBefore_waitsForItToTakeTheTermUp() {
    rig.put("one");
    rig.away.add(A);
    rig.down.add(A);
    rig.put("two");
    rig.away.clear();
    rig.down.clear();
    // A is to lead again, and has not heard of it: only C has promised.
    rig.preferred = A;
    rig.losesRequest = request -> request instanceof Request.Put && request.location() != C;
    assertThat(rig.put("three")).isInstanceOf(Answer.Unknown.class);
    assertThat(rig.sites[C].promised()).hasToString("0.2.h:A");
    rig.losesRequest = request -> false;

    assertThat(token(rig.put("four")).seq()).isEqualTo(3);
  }

  // --- Repair ----------------------------------------------------------------------------------

  @Test
  void repair_locationThatWasAway_holdsTheStateAfterwards() {
    rig.away.add(B);
    rig.down.add(B);
    rig.put("one");
    rig.away.clear();
    rig.down.clear();
    rig.known = null;

    assertThat(Rig.text(current(rig.run(new Task.Repair())))).isEqualTo("one");

    assertThat(Rig.text(rig.sites[B].state())).isEqualTo("one");
    rig.run(new Task.Repair());
    assertThat(rig.log).containsExactlyInAnyOrder("get A", "get B", "get C");
  }

  @Test
  void repair_hollowCopy_getsThePayload() {
    rig.put("one");
    State state = rig.sites[A].state().with(Payload.Missing.INSTANCE);
    rig.sites[B] = new Register("B", state.term(), state);
    rig.known = null;

    rig.run(new Task.Repair());

    assertThat(Rig.text(rig.sites[B].state())).isEqualTo("one");
  }

  @Test
  void repair_locationThatPromisedAHigherTerm_isBroughtIntoIt() {
    rig.put("one");
    Register at = rig.sites[C];
    Term higher = new Term(0, 3, Leader.home("B"));
    Register held = at == null ? rig.members.nothingAt(C) : at;
    rig.sites[C] = new Register("C", higher, held.state());
    rig.known = null;

    assertThat(Rig.text(current(rig.run(new Task.Repair())))).isEqualTo("one");

    for (Register each : rig.sites) {
      assertThat(each.state().term()).isEqualTo(higher);
    }
  }

  // --- Lost replies ----------------------------------------------------------------------------

  @Test
  void write_whoseReplyIsLost_isNotDoneTwice() {
    rig.put("one");
    boolean[] lost = {false};
    rig.fate =
        (request, reply) -> {
          boolean first = request instanceof Request.Put put && put.proposal() && !lost[0];
          lost[0] |= first;
          return first ? Reply.Plain.LOST : null;
        };

    assertThat(token(rig.put("two"))).isEqualTo(new Token(2, "w2"));
    assertThat(rig.sites[A].state().token()).isEqualTo(new Token(2, "w2"));
  }

  @Test
  void write_thatDidNotArrive_isSentAgainUnderItsId() {
    rig.put("one");
    boolean[] lost = {false};
    rig.losesRequest =
        request -> {
          boolean first = request instanceof Request.Put put && put.proposal() && !lost[0];
          lost[0] |= first;
          return first;
        };

    assertThat(token(rig.put("two"))).isEqualTo(new Token(2, "w2"));
    assertThat(rig.log).containsOnlyOnce("propose A");
  }

  @Test
  void observe_aReplyToARequestGivenUp_isIgnored() {
    Operation operation = Operation.begin(rig.members, new Task.Read(), rig, null);
    Request first = operation.advance().get(0);
    operation.observe(first, Reply.Plain.LOST);
    operation.advance();
    operation.observe(first, Reply.Plain.NOTHING);

    assertThat(operation.answer()).isNull();
  }

  @Test
  void observe_aReplyThatCannotBe_isRefused() {
    Operation operation = Operation.begin(rig.members, new Task.Read(), rig, null);
    Request first = operation.advance().get(0);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> operation.observe(first, new Reply.Stored("e1")));
  }

  @Test
  void read_betweenTwoStatesWithOneLocationDown_looksAgain() {
    rig.put("one");
    Reply before = rig.serve(new Request.Get(A));
    rig.down.add(B);
    rig.later.add(B);
    rig.put("two");
    rig.known = null;
    // The home was seen before the write, the witness after it: neither can be answered with.
    Deque<Reply> first = new ArrayDeque<>(List.of(before));
    rig.fate = (request, reply) -> request.location() == A ? first.poll() : null;

    assertThat(Rig.text(current(rig.read()))).isEqualTo("two");
  }

  // --- What is not ours ------------------------------------------------------------------------

  @Test
  void read_ofABodyThatNamesAnotherLocation_takesThatLocationForAway() {
    rig.put("one");
    Register ofB = rig.sites[B];
    rig.fate = (request, reply) -> request.location() == A ? new Reply.Found(ofB, "e1") : null;
    rig.known = null;

    assertThat(Rig.text(current(rig.read()))).isEqualTo("one");
    Operation operation = Operation.begin(rig.members, new Task.Read(), rig, null);
    Request first = operation.advance().get(A);
    operation.observe(first, new Reply.Found(ofB, "e1"));
    assertThat(operation.foreign()).containsExactly(A);
    assertThat(operation.advance()).noneMatch(request -> request.location() == A);
  }

  @Test
  void read_ofTwoWritesAtOnePlace_isCorrupt() {
    rig.put("one");
    State state = rig.sites[A].state();
    State other =
        new State(state.term(), new Token(1, "other"), state.recent(), state.kind(), state.value());
    rig.sites[B] = new Register("B", state.term(), other);

    assertThat(rig.read()).isInstanceOf(Answer.Corrupt.class);
  }
}
