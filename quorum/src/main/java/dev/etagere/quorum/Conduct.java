package dev.etagere.quorum;

import org.jspecify.annotations.Nullable;

/**
 * What an operation does next: which of the things that {@link Rules} permit. It knows the
 * operation's own write once it is out, and the sticky term it leads, if it leads one.
 */
final class Conduct {
  private final Members members;
  private final Task task;
  private final Policy policy;
  private final Rules rules;
  private final View view;
  private final Outbox outbox;
  private final Uploads uploads;

  /** Our write, from when it is first sent until it is known to have come to nothing. */
  @Nullable Proposal mine;

  /** The sticky term we lead, or are about to. */
  private @Nullable Term own;

  /** What we proposed last in it, a write or the state it began from. */
  private @Nullable State last;

  private boolean askedToLead;

  /** The term below which nothing may take effect any more, once it is known. */
  private @Nullable Term fence;

  /** The id of our next write, if it was needed already. */
  private @Nullable String nextId;

  Conduct(
      Members members,
      Task task,
      Policy policy,
      @Nullable Lease lease,
      Rules rules,
      View view,
      Outbox outbox,
      Uploads uploads) {
    this.members = members;
    this.task = task;
    this.policy = policy;
    this.rules = rules;
    this.view = view;
    this.outbox = outbox;
    this.uploads = uploads;
    own = lease == null ? null : lease.term();
    last = lease == null ? null : lease.last();
  }

  Conduct(Conduct other, Policy policy, View view, Outbox outbox, Uploads uploads) {
    this(other.members, other.task, policy, null, other.rules, view, outbox, uploads);
    mine = other.mine;
    own = other.own;
    last = other.last;
    askedToLead = other.askedToLead;
    fence = other.fence;
    nextId = other.nextId;
  }

  /** For the exhaustive exploration: all that is not in the view and the outbox. */
  Object[] essence() {
    return new Object[] {mine, own, last, askedToLead, fence, nextId};
  }

  /** What the next write on the key may go on from, once this operation has ended. */
  @Nullable Lease lease() {
    return own == null ? null : new Lease(own, last);
  }

  /** Takes note of what became of a request that carried our write. */
  void heard(Proposal sent, Reply reply) {
    Proposal left = rules.after(sent, reply);
    // In a sticky term it keeps its place, which nobody else can take.
    mine = left == null && sent.state().equals(last) ? sent.oneLess() : left;
  }

  /** Takes note that our write came to nothing; if it was our last in a term, we lead no more. */
  void giveUp(Proposal lost) {
    mine = null;
    if (lost.state().equals(last)) {
      own = null;
      last = null;
    }
  }

  /** Whoever is outbid leads no more, and never again in that term. */
  void seeWhoLeads() {
    if (own != null && rules.outbid(view, own, last)) {
      own = null;
      last = null;
      mine = mine != null && mine.open() == 0 ? null : mine;
    }
  }

  /** Whether a state is one that this task may be answered with. */
  boolean isFenced(State state) {
    if (task instanceof Task.Establish establish) {
      return state.term().epoch() >= establish.epoch();
    }
    return !(task instanceof Task.Fence) || (fence != null && state.term().compareTo(fence) >= 0);
  }

  void act() {
    Term term = rules.termInForce(view);
    State seen = rules.newest(view);
    if (fence == null && seen != null && mayDecide(seen)) {
      fence = newFence(term);
    }
    term = fence != null && fence.compareTo(term) > 0 ? fence : term;
    int home = rules.home(view, term);
    if (own != null) {
      lead(own);
    } else if (home >= 0 && !policy.isAway(home)) {
      follow(term, home);
    } else {
      if (seen != null && mayDecide(seen) && !settle(seen)) {
        begin(outbid(term));
      }
    }
    sendMissingBlobs();
    askRest(home);
  }

  private @Nullable Term newFence(Term term) {
    if (task instanceof Task.Fence) {
      int now = rules.home(view, term);
      boolean stays = now >= 0 && !policy.isAway(now);
      return stays ? term.outbid(Leader.home(members.id(now))) : outbid(term);
    }
    if (task instanceof Task.Establish to && term.epoch() < to.epoch()) {
      Term other = outbid(term);
      return other == null ? null : new Term(to.epoch(), 0, other.leader());
    }
    return null;
  }

  /** Our write counts as a copy only where its blob is. */
  private void sendMissingBlobs() {
    if (mine != null && task instanceof Task.Write write && write.isLarge()) {
      uploads.send();
    }
  }

  // --- In a shared term ------------------------------------------------------------------------

  private void follow(Term term, int home) {
    State newest = rules.newest(view);
    if (mayProposeNow(term, home, newest) && !rules.mayReplace(view, sight(home).state())) {
      help(sight(home).state());
    } else if (mayProposeNow(term, home, newest)) {
      Term other = rather(term, home);
      if (other == null) {
        propose(home, term, sight(home).state());
      } else {
        begin(other);
      }
    } else if (newest != null && mayDecide(newest) && !settle(newest)) {
      if (newest.term().compareTo(term) < 0) {
        change(term);
      } else if (view.at(home) == null || sight(home).state().comparePlace(newest) < 0) {
        outbox.ask(home);
      }
    }
  }

  /** One answer is too few to go by, unless it shows our own write. */
  private boolean mayDecide(State newest) {
    return rules.decide(view, answers()) || isMine(newest);
  }

  /** Spreads a state that is not to be written upon, if that is all it takes. */
  private boolean settle(State newest) {
    boolean can =
        !wants(newest)
            && isFenced(newest)
            && rules.canSettle(view, newest)
            && !lacksCopyForGood(newest);
    if (can) {
      help(newest);
    }
    return can;
  }

  /** A copy that we wait for cannot be made in its term: that location has promised on. */
  private boolean lacksCopyForGood(State newest) {
    for (int i = 0; i < view.size(); i++) {
      Sight at = view.at(i);
      if (at != null
          && (task.isFor(members, i) || (isMine(newest) && members.holdsData(i)))
          && !policy.isDown(i)
          && at.state().comparePlace(newest) < 0
          && !rules.mayHelp(at.register(), newest)) {
        return true;
      }
    }
    return false;
  }

  private boolean isMine(State state) {
    return mine != null && state.includes(mine.id());
  }

  private boolean mayProposeNow(Term term, int home, @Nullable State newest) {
    Sight at = view.at(home);
    return at != null
        && outbox.isFree(home)
        && (rules.decide(view, answers()) || !at.fresh())
        && (newest == null || at.state().comparePlace(newest) >= 0)
        && rules.mayPropose(view, home, at.register(), term)
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
    if (task instanceof Task.Write write && isUploaded(write, term, home) && outbox.mayPost(home)) {
      State state = draw(write, term, base);
      Register register = new Register(members.id(home), term, shaped(home, state));
      outbox.post(new Request.Put(home, sight(home).etag(), register, true));
      mine = noted(state, base).sent();
    }
  }

  private State draw(Task.Write write, Term term, State base) {
    Value value = write.value() == null ? null : uploads.named(write.value());
    String id = nextId();
    nextId = null;
    return rules.proposed(term, base, id, value).keeping(rules.toKeep(view, base));
  }

  private String nextId() {
    if (mine != null) {
      return mine.id();
    }
    if (nextId == null) {
      nextId = policy.newId();
    }
    return nextId;
  }

  /** Whether the payload is stored where the proposal is to name it; if not, sees to it. */
  private boolean isUploaded(Task.Write write, Term term, int location) {
    if (!write.isLarge()) {
      return true;
    }
    if (!uploads.isNamedFor(term)) {
      uploads.rename(term, nextId());
    }
    uploads.send();
    return uploads.isAt(location);
  }

  private Proposal noted(State state, State base) {
    return mine == null ? Proposal.of(state, base.token()) : mine.as(state);
  }

  private void help(State state) {
    for (int i = 0; i < view.size(); i++) {
      Sight at = view.at(i);
      State copy = at == null ? state : shaped(i, state);
      if (at != null
          && rules.mayHear(view, i, state)
          && (rules.mayHelp(at.register(), copy) ? mayStore(i, copy) : fills(at, copy))) {
        outbox.send(new Request.Put(i, at.etag(), rules.helped(at.register(), copy), false));
      }
    }
  }

  private boolean fills(Sight at, State copy) {
    return !(task instanceof Task.Read) && rules.mayFill(at.register(), copy);
  }

  /** A read makes no hollow copies; a write has to, in order to go on. */
  private boolean mayStore(int location, State state) {
    return !state.isHollow()
        || !members.holdsData(location)
        || (task instanceof Task.Write && !payloadMayCome());
  }

  /** Whether a location is still to answer that may have the payload. */
  private boolean payloadMayCome() {
    for (int i = 0; i < view.size(); i++) {
      if (members.holdsData(i)
          && !rules.counts(view.at(i))
          && !outbox.isForeign(i)
          && !policy.isAway(i)) {
        return true;
      }
    }
    return false;
  }

  // --- A change of term ------------------------------------------------------------------------

  /** Another term to write in, though the home is well: ours, or that of a better home. */
  private @Nullable Term rather(Term term, int home) {
    Term sticky = sticky(term);
    int better = policy.preferredHome(home);
    boolean moves = better != home && rules.mayBeHome(view, better) && !policy.isAway(better);
    return sticky == null && moves ? term.outbid(Leader.home(members.id(better))) : sticky;
  }

  /** A sticky term above this one, if we are to lead it. Not with a write that is out already. */
  private @Nullable Term sticky(Term term) {
    if (askedToLead || mine != null || !(task instanceof Task.Write)) {
      return null;
    }
    askedToLead = true;
    String nonce = policy.newLeader();
    return nonce == null ? null : term.outbid(Leader.client(nonce));
  }

  /** The term to replace this one: ours, or led by the nearest data location that answers. */
  private @Nullable Term outbid(Term term) {
    State newest = rules.newest(view);
    Term sticky = newest != null && wants(newest) ? sticky(term) : null;
    int best = -1;
    for (int i = 0; i < view.size() && sticky == null; i++) {
      if (rules.mayBeHome(view, i)
          && rules.counts(view.at(i))
          && !policy.isAway(i)
          && (best < 0 || policy.distance(i) < policy.distance(best))) {
        best = i;
      }
    }
    return best < 0 ? sticky : term.outbid(Leader.home(members.id(best)));
  }

  private void begin(@Nullable Term term) {
    if (term != null && term.leader().shared()) {
      change(term);
    } else if (term != null) {
      own = term;
      lead(term);
    }
  }

  /** Brings a shared term into being: promises, then the home takes it up, with our write on it. */
  private void change(Term term) {
    int home = rules.home(view, term);
    if (view.at(home) == null) {
      outbox.ask(home);
    } else if (outbox.isFree(home) && rules.mayAdopt(view, home, term)) {
      adopt(home, term);
    }
    promise(term, home);
  }

  private void promise(Term term, int home) {
    for (int i = 0; i < view.size(); i++) {
      Sight at = view.at(i);
      if (i != home && at != null && rules.mayPromise(at.register(), term)) {
        Register promised = new Register(at.register().location(), term, at.state());
        outbox.send(new Request.Put(i, at.etag(), promised, false));
      }
    }
  }

  private void adopt(int home, Term term) {
    State base = rules.toAdopt(view, home, term);
    if (base == null) {
      return;
    }
    boolean large = task instanceof Task.Write write && write.isLarge();
    if (wants(base) && !large && rules.mayReplace(view, base)) {
      propose(home, term, base);
      return;
    }
    State adopted = shaped(home, base.in(term));
    if (mayStore(home, adopted)) {
      Register register = new Register(members.id(home), term, adopted);
      outbox.send(new Request.Put(home, sight(home).etag(), register, false));
    }
  }

  // --- In a sticky term of ours ----------------------------------------------------------------

  /**
   * Proposes on top of our last proposal; or, in a new term, of the greatest state among a
   * majority's promises; or that state itself, if our write does not fit. To all at once.
   */
  private void lead(Term term) {
    State base = last;
    if (base == null) {
      promise(term, -1);
      base = rules.mayLead(view, term) ? rules.toAdopt(view, -1, term) : null;
    }
    if (base == null) {
      return;
    }
    boolean large = task instanceof Task.Write write && write.isLarge();
    boolean blocked = !rules.mayReplace(view, base);
    if (last == null && (large || blocked || !wants(base))) {
      // An upload takes its time: nobody should have to wait for it.
      last = base.in(term);
    } else if (task instanceof Task.Write write
        && wants(base)
        && !blocked
        && isUploaded(write, term, -1)) {
      State state = draw(write, term, base);
      mine = noted(state, base);
      last = state;
    }
    if (last != null && (isMine(last) || blocked || rules.decide(view, answers()))) {
      spread(last);
    }
  }

  private void spread(State state) {
    for (int i = 0; i < view.size(); i++) {
      Sight at = view.at(i);
      if (at != null && rules.mayAccept(view, i, at.register(), state)) {
        State copy = shaped(i, state);
        Proposal carried = mine != null && mine.id().equals(state.id()) ? mine : null;
        Register register = new Register(members.id(i), state.term(), copy);
        boolean proposal = carried != null;
        boolean sent =
            mayStore(i, copy) && outbox.send(new Request.Put(i, at.etag(), register, proposal));
        if (sent && carried != null) {
          mine = carried.sent();
        }
      }
    }
  }

  // --- To see more -----------------------------------------------------------------------------

  /**
   * Reads where nothing was seen yet; a PUT under way will tell as well. While our proposal is on
   * its way, what is known of the others from before may do for the PUTs that follow.
   */
  private void askRest(int home) {
    boolean proposing = home >= 0 && !policy.isAway(home) && isProposal(outbox.under(home));
    for (int i = 0; i < view.size() && own != null; i++) {
      proposing |= isProposal(outbox.under(i));
    }
    for (int i = 0; i < view.size(); i++) {
      if (proposing ? view.at(i) == null : !rules.counts(view.at(i))) {
        outbox.ask(i);
      }
    }
  }

  private static boolean isProposal(@Nullable Request request) {
    return request instanceof Request.Put put && put.proposal();
  }

  /** All that was seen is known, and it is not enough: see what has changed. */
  void lookAgain() {
    view.makeStale();
    for (int i = 0; i < view.size(); i++) {
      outbox.failed(i);
      outbox.ask(i);
    }
  }

  /**
   * As the location stores it: a witness without the payload, the others with it if it is known.
   */
  private State shaped(int location, State state) {
    Value value = state.value();
    boolean inline = value != null && !(value.payload() instanceof Payload.Blob);
    if (!members.holdsData(location)) {
      return (inline ? state.with(Payload.Missing.INSTANCE) : state).keeping(null);
    }
    return inline ? withPayload(keepingWhatIsSeen(state)) : keepingWhatIsSeen(state);
  }

  private State keepingWhatIsSeen(State state) {
    Kept kept = state.kept();
    return kept != null
            && kept.payload() == null
            && view.payload(kept.id()) instanceof Payload.Inline seen
        ? state.keeping(new Kept(kept.id(), seen))
        : state;
  }

  private State withPayload(State state) {
    Value ours = mine != null && mine.id().equals(state.id()) ? mine.state().value() : null;
    Payload payload = ours == null ? view.payload(state.id()) : ours.payload();
    return payload == null ? state : state.with(payload);
  }

  /** Who has answered. */
  private int answers() {
    int answers = 0;
    for (int i = 0; i < view.size(); i++) {
      answers |= rules.counts(view.at(i)) ? 1 << i : 0;
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
