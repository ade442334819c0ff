package dev.etagere.quorum;

import org.jspecify.annotations.Nullable;

/**
 * The rules: when a state counts as chosen, what may be sent to a location on top of what was seen
 * there, and how the outcome of a write is known. The whole of the protocol's safety; everything
 * else ({@link Operation}, whoever drives it, every {@link Policy}) decides only which of the
 * permitted things to do and when.
 *
 * <p>Two facts carry all of it. A PUT takes effect only on the very state it was decided on, by its
 * ETag. And the states of one term form one chain: in a shared term because all are first written
 * at one object, the home's.
 *
 * <p>Nothing here is made to be extended but by the simulation, which breaks one rule at a time to
 * see that this is noticed.
 */
class Rules {
  static final Rules STANDARD = new Rules();

  Rules() {}

  // --- What counts as seen ---------------------------------------------------------------------

  /**
   * Whether so many locations decide: a majority; while locations are exchanged, one of those there
   * were and one of those there will be. "A majority", below, is such a set.
   */
  boolean decide(View view, int set) {
    return view.members().decide(set);
  }

  /** Whether they decide for others, who count but the locations there were, or will be. */
  boolean mayDecide(View view, int set) {
    return view.members().mayDecide(set);
  }

  /** Answers rest only on what requests sent after the operation began have shown. */
  boolean counts(@Nullable Sight sight) {
    return sight != null && sight.fresh();
  }

  /** The same state at the same place. Equal tokens under different terms prove nothing. */
  boolean same(State a, State b) {
    return a.term().equals(b.term()) && a.token().equals(b.token());
  }

  /** Holds that state, or one built on it in its own term. */
  boolean holds(State held, State state) {
    return held.term().equals(state.term()) && held.seq() >= state.seq();
  }

  // --- Which state is chosen -------------------------------------------------------------------

  /**
   * Chosen for good: a majority hold its term at its seq or above. Every later term begins from a
   * majority, thus from it or above it.
   */
  boolean settled(View view, State state) {
    int holders = 0;
    for (int i = 0; i < view.size(); i++) {
      Sight sight = view.at(i);
      holders |= sight != null && counts(sight) && holds(sight.state(), state) ? 1 << i : 0;
    }
    return decide(view, holders);
  }

  /**
   * The current state, if what was seen shows it: the one a majority hold alike; or, where all
   * locations have answered, the greatest that a majority (of anybody's) have reached, if it is
   * settled. Nothing above it can have been chosen before the operation began.
   */
  @Nullable State current(View view) {
    State reached = null;
    int answers = 0;
    for (int i = 0; i < view.size(); i++) {
      Sight sight = view.at(i);
      if (sight == null || !counts(sight)) {
        continue;
      }
      answers |= 1 << i;
      State state = sight.state();
      if (decide(view, who(view, state, true))) {
        return state;
      }
      if (mayDecide(view, who(view, state, false))
          && (reached == null || state.comparePlace(reached) > 0)) {
        reached = state;
      }
    }
    return enoughForMedian(view, answers) && reached != null && settled(view, reached)
        ? reached
        : null;
  }

  /** With fewer than all answers, one not seen could hold a newer state that is chosen. */
  boolean enoughForMedian(View view, int answers) {
    return Integer.bitCount(answers) == view.size();
  }

  /** Who holds that very state; or has reached it, be it in another term. */
  private int who(View view, State state, boolean alike) {
    int set = 0;
    for (int i = 0; i < view.size(); i++) {
      Sight sight = view.at(i);
      if (sight != null && counts(sight)) {
        State other = sight.state();
        boolean does = alike ? same(other, state) : other.comparePlace(state) >= 0;
        set |= does ? 1 << i : 0;
      }
    }
    return set;
  }

  // --- What may be written where ---------------------------------------------------------------

  /** The term to write in: the highest promise known, however old the news: promises only rise. */
  Term termInForce(View view) {
    Term highest = null;
    for (int i = 0; i < view.size(); i++) {
      Sight sight = view.at(i);
      if (sight != null
          && (highest == null || sight.register().promised().compareTo(highest) > 0)) {
        highest = sight.register().promised();
      }
    }
    return highest == null ? view.members().initialTerm() : highest;
  }

  /** Where writes of a term are proposed; -1 if at no location that may be home. */
  int home(View view, Term term) {
    return view.members().home(term);
  }

  /** A data location that stays: what is only at one that goes would go with it. */
  boolean mayBeHome(View view, int location) {
    return view.members().keepsData(location);
  }

  /**
   * Whether a location without payloads may hear of a state: only once a data location that stays
   * has the payload, else its header could be chosen and the payload be gone. In a shared term the
   * home has it.
   */
  boolean mayHear(View view, int location, State state) {
    return view.members().holdsData(location)
        || state.value() == null
        || !(state.value().payload() instanceof Payload.Inline)
        || view.keepsPayload(state.id());
  }

  /** The greatest state seen; a tombstone counts like any other. */
  @Nullable State newest(View view) {
    State newest = null;
    for (int i = 0; i < view.size(); i++) {
      Sight sight = view.at(i);
      if (sight != null && counts(sight) && (newest == null || isAbove(sight.state(), newest))) {
        newest = sight.state();
      }
    }
    return newest;
  }

  /** Of two copies at one place, the one with the payload. */
  private static boolean isAbove(State state, State other) {
    int place = state.comparePlace(other);
    return place > 0 || (place == 0 && other.isHollow() && !state.isHollow());
  }

  /** Whether help can make a state chosen: a majority hold it or may take it. */
  boolean canSettle(View view, State state) {
    int can = 0;
    for (int i = 0; i < view.size(); i++) {
      Sight at = view.at(i);
      boolean may = at != null && (holds(at.state(), state) || mayHelp(at.register(), state));
      can |= may ? 1 << i : 0;
    }
    return decide(view, can);
  }

  /** Help: a location that lags takes any greater state, unless it promised a term above it. */
  boolean mayHelp(Register at, State state) {
    return at.state().comparePlace(state) < 0 && at.promised().compareTo(state.term()) <= 0;
  }

  /** Fill: the only change at a place is that a payload comes to where it was missing. */
  boolean mayFill(Register at, State state) {
    return at.state().isHollow() && !state.isHollow() && same(at.state(), state);
  }

  /**
   * What a location holds when helped: it has promised the state's term by that, or more before.
   */
  Register helped(Register at, State state) {
    boolean above = at.promised().compareTo(state.term()) > 0;
    return new Register(at.location(), above ? at.promised() : state.term(), state);
  }

  /**
   * Propose: at the home of a shared term, while the home has promised no other and has taken that
   * very term up; one it led before is another. Only there, and only then to the others: one of
   * them could hold what the home refuses.
   */
  boolean mayPropose(View view, int location, Register at, Term term) {
    return home(view, term) == location
        && at.promised().equals(term)
        && at.state().term().equals(term);
  }

  /** The write's own state on top of a base. */
  State proposed(Term term, State base, String id, @Nullable Value value) {
    Token token = new Token(base.seq() + 1, id);
    Recent recent = base.seq() == 0 ? Recent.NONE : base.recent().plus(base.id(), remembered());
    State.Kind kind = value == null ? State.Kind.TOMBSTONE : State.Kind.VALUE;
    return new State(term, token, recent, kind, value);
  }

  /** How many ids of writes below it a state carries. */
  int remembered() {
    return Recent.CAPACITY;
  }

  /** A proposal keeps its id only on its first base, which any term may have carried over. */
  boolean mayProposeAgain(Proposal mine, State base) {
    return base.token().equals(mine.base());
  }

  /** A blob may be proposed in the term of its name only: whoever collects garbage relies on it. */
  boolean mayName(BlobName blob, Term term) {
    return blob.term().equals(term);
  }

  /** Promise: only ever upwards. */
  boolean mayPromise(Register at, Term term) {
    return at.promised().compareTo(term) < 0;
  }

  /** Whether a location's promise counts towards this term: the whole term must be the same. */
  boolean promised(Register at, Term term) {
    return at.promised().equals(term) && at.state().term().compareTo(term) < 0;
  }

  /**
   * Adopt: the home takes up a term once a majority have promised it, itself by this very PUT. From
   * their promises on, none of them takes a state of a lower term.
   */
  boolean mayAdopt(View view, int home, Term term) {
    Sight at = view.at(home);
    return at != null
        && at.register().promised().compareTo(term) <= 0
        && at.state().term().compareTo(term) < 0
        && decide(view, promises(view, home, term));
  }

  private int promises(View view, int home, Term term) {
    int set = 0;
    for (int i = 0; i < view.size(); i++) {
      Sight sight = view.at(i);
      set |= i == home || (sight != null && promised(sight.register(), term)) ? 1 << i : 0;
    }
    return set;
  }

  /** The state a term begins from: the greatest among the home and those that promised. */
  @Nullable State toAdopt(View view, int home, Term term) {
    State greatest = null;
    for (int i = 0; i < view.size(); i++) {
      Sight sight = view.at(i);
      if (sight != null
          && (i == home || promised(sight.register(), term))
          && (greatest == null || isAbove(sight.state(), greatest))) {
        greatest = sight.state();
      }
    }
    return greatest;
  }

  // --- That others decide by now ---------------------------------------------------------------

  /**
   * Outdated: a location has promised a term of a later epoch than ours, so it is decided elsewhere
   * what is chosen. Whoever counts the locations there were neither sends nor answers anything any
   * more. The exchange of a location is over once every key has such a promise at a majority of
   * both, of which each majority of the former has one.
   */
  boolean isOutdated(View view) {
    return termInForce(view).epoch() > view.members().epoch();
  }

  /**
   * Whether whoever is outdated may say that its write did nothing: if it never went out, or every
   * request that carried it was refused. Where others decide, nothing else proves it.
   */
  boolean cameToNothing(Proposal mine) {
    return mine.open() == 0;
  }

  // --- That no payload is lost to a proposal that comes to nothing ------------------------------

  /**
   * Whether a write may be put on a state, which replaces the payload: if so many data locations
   * have it that the write is chosen before it is gone from all of them; or if the state is
   * settled, so that this is the one to be read should the write come to nothing. It is kept with
   * the write then. However old the news: what was reached was reached for good.
   */
  boolean mayReplace(View view, State base) {
    return base.seq() == 0 || isSpare(view, base) || reached(view, base);
  }

  /** What a write on that state has to keep. */
  @Nullable Kept toKeep(View view, State base) {
    if (base.value() == null
        || base.value().payload() instanceof Payload.Blob
        || isSpare(view, base)) {
      return null;
    }
    Payload payload = base.isHollow() ? view.payload(base.id()) : base.value().payload();
    return new Kept(base.id(), payload instanceof Payload.Inline inline ? inline : null);
  }

  private boolean isSpare(View view, State base) {
    int copies = 0;
    for (int i = 0; i < view.size(); i++) {
      Sight sight = view.at(i);
      boolean has =
          sight != null
              && view.members().holdsData(i)
              && same(sight.state(), base)
              && !sight.state().isHollow();
      copies |= has ? 1 << i : 0;
    }
    return view.members().decide(copies);
  }

  private boolean reached(View view, State base) {
    int holders = 0;
    for (int i = 0; i < view.size(); i++) {
      Sight sight = view.at(i);
      holders |= sight != null && holds(sight.state(), base) ? 1 << i : 0;
    }
    return view.members().decide(holders);
  }

  // --- Sticky terms: one client leads ----------------------------------------------------------

  /**
   * Lead: a client proposes in a term of its own once a majority have promised it. What it proposes
   * lies on the greatest state among them, then always on its own last proposal in the term: so the
   * states of a sticky term form a chain as well, though they go to all locations at once.
   */
  boolean mayLead(View view, Term term) {
    return decide(view, promises(view, -1, term));
  }

  /**
   * Accept: as with help, a location takes a greater state unless it promised a term above it. A
   * witness, which stores no payload, comes after a data location that has it, or a client that
   * fails could leave a header that is chosen and a payload that is nowhere.
   */
  boolean mayAccept(View view, int location, Register at, State proposal) {
    return at.state().comparePlace(proposal) < 0
        && at.promised().compareTo(proposal.term()) <= 0
        && mayHear(view, location, proposal);
  }

  /**
   * A leader leads no more once any location has promised a higher term; or shows a state in its
   * own that is above all it knows to have proposed: it has forgotten something.
   */
  boolean outbid(View view, Term own, @Nullable State last) {
    State newest = newest(view);
    return termInForce(view).compareTo(own) > 0
        || (newest != null
            && newest.term().equals(own)
            && (last == null || newest.seq() > last.seq()));
  }

  // --- The outcome of a write ------------------------------------------------------------------

  /**
   * What is left of a proposal after the reply to one of the requests that carried it. A refusal
   * proves that this one did nothing, and no more: a later one may be refused by what an earlier
   * one did. Every other reply proves nothing.
   */
  @Nullable Proposal after(Proposal mine, Reply reply) {
    if (reply != Reply.Plain.REFUSED) {
      return mine;
    }
    return mine.open() > 1 ? mine.oneLess() : null;
  }

  /** Committed: it is, or lies below, a state seen to be chosen. Seen at one location it is not. */
  boolean committed(View view, Proposal mine) {
    for (int i = 0; i < view.size(); i++) {
      Sight sight = view.at(i);
      if (sight != null
          && counts(sight)
          && sight.state().includes(mine.id())
          && settled(view, sight.state())) {
        return true;
      }
    }
    return false;
  }

  /**
   * Not committed, and never to be: a chosen state at or above its highest place does not have it
   * below; or the home of its one term has passed its place without it. One newer state, or a
   * promise, is no proof. Nor is the home, once it was proposed in two terms: what landed in the
   * lower may be adopted yet, past the higher.
   */
  boolean lost(View view, Proposal mine) {
    for (int i = 0; i < view.size(); i++) {
      Sight sight = view.at(i);
      if (sight != null
          && counts(sight)
          && without(mine, sight.state())
          && (settled(view, sight.state()) || homeDecides(view, i, sight.state(), mine))) {
        return true;
      }
    }
    return false;
  }

  /** At or above its place, and shown not to have it below. */
  boolean without(Proposal mine, State state) {
    return state.comparePlace(mine.state()) >= 0
        && !state.includes(mine.id())
        && state.remembers(mine.seq());
  }

  boolean homeDecides(View view, int location, State state, Proposal mine) {
    return !mine.severalTerms()
        && state.term().equals(mine.state().term())
        && view.members().home(state.term()) == location;
  }

  /** Never to be known: what is chosen lies so far above that it no longer remembers. */
  boolean forgotten(View view, Proposal mine) {
    for (int i = 0; i < view.size(); i++) {
      Sight sight = view.at(i);
      if (sight != null
          && counts(sight)
          && !sight.state().includes(mine.id())
          && !sight.state().remembers(mine.seq())
          && settled(view, sight.state())) {
        return true;
      }
    }
    return false;
  }
}
