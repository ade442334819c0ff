package dev.etagere.quorum;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One read or write of one key, from its beginning to its answer. It does nothing by itself: {@link
 * #advance()} gives the requests to send now, {@link #observe} takes what became of one, and so on
 * until there is an {@link #answer()}; whoever drives it keeps the time, and says with {@link
 * #expire()} that there is none left. At most one request is under way to each location.
 *
 * <p>Not safe for use by several threads at once. Two operations share nothing but {@link Known}.
 */
public final class Operation {
  private final Members members;
  private final Task task;
  private final Policy policy;
  private final Rules rules;
  private final View view;
  private final @Nullable Request[] pending;
  private final int[] failures;
  private final boolean[] foreign;
  private final List<Request> out = new ArrayList<>(3);
  private @Nullable Proposal mine;
  private @Nullable Answer answer;
  private boolean heldBack;

  /**
   * Begins an operation.
   *
   * @param known what an operation on this key knew when it ended, to save reads; {@code null} for
   *     nothing. However old, it can make nothing wrong
   */
  public static Operation begin(Members members, Task task, Policy policy, @Nullable Known known) {
    return new Operation(members, task, policy, known, Rules.STANDARD);
  }

  Operation(Members members, Task task, Policy policy, @Nullable Known known, Rules rules) {
    this.members = members;
    this.task = task;
    this.policy = policy;
    this.rules = rules;
    view = known == null ? new View(members) : known.view().copy();
    view.makeStale();
    pending = new @Nullable Request[members.size()];
    failures = new int[members.size()];
    foreign = new boolean[members.size()];
  }

  /** For the exhaustive exploration: the same operation at the same point, under a policy. */
  Operation(Operation other, Policy policy) {
    members = other.members;
    task = other.task;
    this.policy = policy;
    rules = other.rules;
    view = other.view.copy();
    pending = other.pending.clone();
    failures = other.failures.clone();
    foreign = other.foreign.clone();
    mine = other.mine;
    answer = other.answer;
  }

  /** For the exhaustive exploration: all that decides how the operation goes on. */
  List<@Nullable Object> essence() {
    List<@Nullable Object> all = new ArrayList<>();
    all.add(mine);
    for (int i = 0; i < pending.length; i++) {
      all.add(view.at(i));
      all.add(pending[i]);
      all.add(foreign[i]);
    }
    return all;
  }

  /** How it ended; {@code null} while it has not. */
  public @Nullable Answer answer() {
    return answer;
  }

  /** What it knows, for a later operation on the same key. */
  public Known known() {
    return new Known(view);
  }

  /** The locations where something was found that is not ours: each is worth an alarm. */
  public List<Integer> foreign() {
    List<Integer> indices = new ArrayList<>();
    for (int i = 0; i < foreign.length; i++) {
      if (foreign[i]) {
        indices.add(i);
      }
    }
    return indices;
  }

  /**
   * Decides: afterwards there is an answer, or these requests are to be sent. To be called at the
   * beginning, after each {@link #observe}, and when the policy's answers may have changed.
   */
  public List<Request> advance() {
    out.clear();
    if (answer == null) {
      conclude();
    }
    if (answer == null) {
      heldBack = false;
      act();
      if (out.isEmpty() && !heldBack && idle()) {
        lookAgain();
      }
    }
    return List.copyOf(out);
  }

  /**
   * Takes what became of a request. A reply to a request that was given up is ignored.
   *
   * @throws IllegalArgumentException if no such request can have such a reply
   */
  public void observe(Request request, Reply reply) {
    int location = request.location();
    if (pending[location] != request || answer != null) {
      return;
    }
    pending[location] = null;
    view.put(location, null);
    if (request instanceof Request.Put put) {
      observePut(put, reply);
    } else if (reply instanceof Reply.Found found) {
      if (found.register().location().equals(members.id(location))) {
        view.put(location, new Sight(found.register(), found.etag(), true));
      } else {
        foreign[location] = true;
      }
    } else if (reply == Reply.Plain.NOTHING) {
      view.put(location, new Sight(members.nothingAt(location), null, true));
    } else if (reply == Reply.Plain.FOREIGN) {
      foreign[location] = true;
    } else if (reply == Reply.Plain.LOST) {
      failures[location]++;
    } else {
      throw new IllegalArgumentException("no read is answered by " + reply);
    }
  }

  private void observePut(Request.Put put, Reply reply) {
    if (put.proposal() && mine != null && mine.id().equals(put.register().state().id())) {
      mine = rules.after(mine, reply);
    }
    if (reply instanceof Reply.Stored stored) {
      view.put(put.location(), new Sight(put.register(), stored.etag(), true));
    } else if (reply == Reply.Plain.REFUSED || reply == Reply.Plain.LOST) {
      failures[put.location()]++;
    } else {
      throw new IllegalArgumentException("no write is answered by " + reply);
    }
  }

  /** There is no time left: the best answer that what was seen allows. */
  public Answer expire() {
    if (answer == null) {
      if (mine == null) {
        answer =
            new Answer.Unavailable(
                rules.current(view) == null
                    ? "no majority of the locations agreed in time"
                    : "its payload is only where no answer came from");
      } else if (rules.committed(view, mine)) {
        answer = new Answer.Committed(mine.state().token(), copies(mine));
      } else {
        answer = new Answer.Unknown(mine.state().token(), "its outcome did not show in time");
      }
    }
    return answer;
  }

  // --- Is there an answer? ---------------------------------------------------------------------

  private void conclude() {
    if (contradiction()) {
      answer = new Answer.Corrupt("two locations hold different writes at one place");
      return;
    }
    if (mine != null) {
      settleMine(mine);
    }
    State current = mine == null && answer == null ? rules.current(view) : null;
    if (current != null) {
      answer = task instanceof Task.Write write ? judge(write, current) : read(current);
    }
  }

  private void settleMine(Proposal mine) {
    if (rules.committed(view, mine)) {
      if (enoughCopies(mine)) {
        answer = new Answer.Committed(mine.state().token(), copies(mine));
      }
    } else if (rules.lost(view, mine)) {
      this.mine = null;
    } else if (rules.forgotten(view, mine)) {
      answer =
          new Answer.Unknown(
              mine.state().token(), "too many writes were made since to tell whether it was");
    }
  }

  private static @Nullable Answer judge(Task.Write write, State current) {
    if (!write.condition().holds(current)) {
      return new Answer.Conflict(current);
    }
    return write.fits(current) ? null : new Answer.Current(current);
  }

  private @Nullable Answer read(State current) {
    Payload payload = view.payload(current.id());
    State whole = payload == null ? current : current.with(payload);
    return whole.isHollow() ? null : new Answer.Current(whole);
  }

  private boolean enoughCopies(Proposal mine) {
    int wanted = task instanceof Task.Write write ? write.copies() : 0;
    boolean allUpHold = true;
    for (int i = 0; i < view.size(); i++) {
      allUpHold &= !members.holdsData(i) || holdsCopy(i, mine) || policy.isDown(i) || foreign[i];
    }
    return allUpHold || copies(mine) >= wanted;
  }

  private int copies(Proposal mine) {
    int copies = 0;
    for (int i = 0; i < view.size(); i++) {
      copies += members.holdsData(i) && holdsCopy(i, mine) ? 1 : 0;
    }
    return copies;
  }

  private boolean holdsCopy(int location, Proposal mine) {
    Sight sight = view.at(location);
    return sight != null
        && rules.counts(sight)
        && sight.state().includes(mine.id())
        && !sight.state().isHollow();
  }

  private boolean contradiction() {
    for (int i = 0; i < view.size(); i++) {
      for (int j = 0; j < i; j++) {
        Sight a = view.at(i);
        Sight b = view.at(j);
        if (a != null
            && b != null
            && a.state().comparePlace(b.state()) == 0
            && !a.state().id().equals(b.state().id())) {
          return true;
        }
      }
    }
    return false;
  }

  // --- What to send? ---------------------------------------------------------------------------

  private void act() {
    Term term = rules.termInForce(view);
    int home = rules.home(view, term);
    boolean led = home >= 0 && !policy.isAway(home);
    State newest = rules.newest(view);
    boolean majority = answers() >= rules.majority(view);
    if (led && mayProposeNow(home, newest, majority)) {
      propose(home, term, sight(home).state());
    } else if (newest != null && (majority || isMine(newest))) {
      if (!wants(newest) && rules.canSettle(view, newest)) {
        help(newest);
      } else if (newest.term().compareTo(term) < 0 || !led) {
        change(led ? term : outbid(term));
      } else if (view.at(home) == null || sight(home).state().comparePlace(newest) < 0) {
        ask(home);
      }
    }
    if (newest != null && task instanceof Task.Write) {
      fill(newest);
    }
    askRest(home);
  }

  private boolean isMine(State state) {
    return mine != null && state.includes(mine.id());
  }

  /**
   * Reads where nothing was seen yet; a PUT under way will tell as well. While our proposal is on
   * its way to the home, what is known of the others from before may do for the PUTs that follow.
   */
  private void askRest(int home) {
    boolean proposing =
        home >= 0
            && !policy.isAway(home)
            && pending[home] instanceof Request.Put put
            && put.proposal();
    for (int i = 0; i < view.size(); i++) {
      if (proposing ? view.at(i) == null : !rules.counts(view.at(i))) {
        ask(i);
      }
    }
  }

  private boolean mayProposeNow(int home, @Nullable State newest, boolean majority) {
    Sight at = view.at(home);
    return at != null
        && pending[home] == null
        && (majority || !at.fresh())
        && (newest == null || at.state().comparePlace(newest) >= 0)
        && rules.mayPropose(view, home, at.register())
        && wants(at.state());
  }

  /** Whether the write, as far as is known, should be put on this state. */
  private boolean wants(State base) {
    if (!(task instanceof Task.Write write)) {
      return false;
    }
    return mine == null
        ? write.fits(base)
        : !base.includes(mine.id()) && rules.mayProposeAgain(mine, base);
  }

  private void propose(int home, Term term, State base) {
    if (!(task instanceof Task.Write write) || !policy.mayAsk(home, failures[home])) {
      heldBack = true;
      return;
    }
    String id = mine == null ? policy.newId() : mine.id();
    State state = rules.proposed(term, base, id, write);
    mine = mine == null ? Proposal.first(state, base.token()) : mine.again(state);
    Register register = new Register(members.id(home), term, shaped(home, state));
    post(new Request.Put(home, sight(home).etag(), register, true));
  }

  /** Brings a term into being: promises, then the home takes it up, with our write if it fits. */
  private void change(@Nullable Term term) {
    if (term == null) {
      return;
    }
    int home = members.home(term);
    if (view.at(home) == null) {
      ask(home);
    } else if (pending[home] == null && rules.mayAdopt(view, home, term)) {
      adopt(home, term);
    }
    for (int i = 0; i < view.size(); i++) {
      Sight at = view.at(i);
      if (i != home && at != null && rules.mayPromise(at.register(), term)) {
        put(i, new Register(at.register().location(), term, at.state()));
      }
    }
  }

  private void adopt(int home, Term term) {
    State base = rules.toAdopt(view, home, term);
    if (base == null) {
      return;
    }
    if (wants(base)) {
      propose(home, term, base);
      return;
    }
    State adopted = shaped(home, base.in(term));
    if (!adopted.isHollow() || mayGoHollow()) {
      put(home, new Register(members.id(home), term, adopted));
    }
  }

  /**
   * Whether a data location is to take a state without its payload, so that writing goes on: only
   * if no location is left that may have it.
   */
  private boolean mayGoHollow() {
    for (int i = 0; i < view.size(); i++) {
      if (members.holdsData(i) && !rules.counts(view.at(i)) && !foreign[i] && !policy.isAway(i)) {
        return false;
      }
    }
    return task instanceof Task.Write;
  }

  /** The term to replace this one: led by the nearest data location that answers. */
  private @Nullable Term outbid(Term term) {
    int best = -1;
    for (int i = 0; i < view.size(); i++) {
      if (members.holdsData(i)
          && rules.counts(view.at(i))
          && !policy.isAway(i)
          && (best < 0 || policy.distance(i) < policy.distance(best))) {
        best = i;
      }
    }
    return best < 0 ? null : term.outbid(Leader.home(members.id(best)));
  }

  private void help(State state) {
    for (int i = 0; i < view.size(); i++) {
      Sight at = view.at(i);
      if (at != null && rules.mayHelp(at.register(), state)) {
        State copy = shaped(i, state);
        if (!copy.isHollow() || !members.holdsData(i) || mayGoHollow()) {
          put(i, rules.helped(at.register(), copy));
        }
      }
    }
  }

  private void fill(State state) {
    for (int i = 0; i < view.size(); i++) {
      Sight at = view.at(i);
      if (at != null && members.holdsData(i)) {
        State full = shaped(i, state);
        if (rules.mayFill(at.register(), full)) {
          put(i, rules.filled(at.register(), full));
        }
      }
    }
  }

  /**
   * As the location stores it: a witness without the payload, the others with it if it is known.
   */
  private State shaped(int location, State state) {
    Value value = state.value();
    if (value == null) {
      return state;
    }
    Payload payload = value.isHollow() ? view.payload(state.id()) : value.payload();
    return payload == null || !members.holdsData(location) || lacksBlob(location, state, payload)
        ? state.with(Payload.Missing.INSTANCE)
        : state.with(payload);
  }

  /** Not even a copy of a register may say that a blob is where nobody brought it. */
  private boolean lacksBlob(int location, State state, Payload payload) {
    if (!(payload instanceof Payload.Blob)) {
      return false;
    }
    Sight at = view.at(location);
    boolean there =
        at != null
            && at.state().id().equals(state.id())
            && payload.equals(view.payloadAt(location));
    boolean brought =
        mine != null
            && mine.id().equals(state.id())
            && task instanceof Task.Write write
            && write.blobAt().contains(location);
    return !there && !brought;
  }

  /** All that was seen is known, and it is not enough: see what has changed. */
  private void lookAgain() {
    view.makeStale();
    for (int i = 0; i < view.size(); i++) {
      failures[i]++;
      ask(i);
    }
  }

  private void ask(int location) {
    if (pending[location] != null || foreign[location]) {
      return;
    }
    if (policy.mayRead(location, failures[location])) {
      post(new Request.Get(location));
    } else {
      heldBack = true;
    }
  }

  private void put(int location, Register register) {
    Sight at = view.at(location);
    if (at != null && pending[location] == null) {
      if (policy.mayAsk(location, failures[location])) {
        post(new Request.Put(location, at.etag(), register, false));
      } else {
        heldBack = true;
      }
    }
  }

  private void post(Request request) {
    pending[request.location()] = request;
    out.add(request);
  }

  private boolean idle() {
    for (Request request : pending) {
      if (request != null) {
        return false;
      }
    }
    return true;
  }

  private int answers() {
    int answers = 0;
    for (int i = 0; i < view.size(); i++) {
      answers += rules.counts(view.at(i)) ? 1 : 0;
    }
    return answers;
  }

  private Sight sight(int location) {
    Sight sight = view.at(location);
    if (sight == null) {
      throw new IllegalStateException("nothing is known of location " + members.id(location));
    }
    return sight;
  }
}
