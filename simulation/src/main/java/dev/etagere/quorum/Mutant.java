package dev.etagere.quorum;

import org.jspecify.annotations.Nullable;

/**
 * The rules with one of them broken: the negative controls. Whatever finds no fault with one of
 * these proves nothing about the others.
 */
public enum Mutant {
  /** One location decides. */
  QUORUM_OF_ONE(
      new Rules() {
        @Override
        boolean decide(View view, int set) {
          return set != 0;
        }
      }),
  /** What an earlier operation saw counts for an answer. */
  ANSWER_FROM_BEFORE(
      new Rules() {
        @Override
        boolean counts(@Nullable Sight sight) {
          return sight != null;
        }
      }),
  /** The newest state seen at a majority's answers is answered, chosen or not. */
  ANSWER_NOT_CHOSEN(
      new Rules() {
        @Override
        @Nullable State current(View view) {
          State newest = null;
          int answers = 0;
          for (int i = 0; i < view.size(); i++) {
            Sight sight = view.at(i);
            if (sight != null && sight.fresh()) {
              answers |= 1 << i;
              if (newest == null || sight.state().comparePlace(newest) > 0) {
                newest = sight.state();
              }
            }
          }
          return decide(view, answers) ? newest : null;
        }
      }),
  /** Equal tokens under unequal terms count as the same state. */
  EQUAL_TOKEN_UNEQUAL_TERM(
      new Rules() {
        @Override
        boolean same(State a, State b) {
          return a.token().equals(b.token());
        }
      }),
  /** A majority at or above a seq is counted across terms. */
  HELD_ACROSS_TERMS(
      new Rules() {
        @Override
        boolean holds(State held, State state) {
          return held.comparePlace(state) >= 0;
        }
      }),
  /** The median of two answers is read as the median of three. */
  MEDIAN_OF_TWO(
      new Rules() {
        @Override
        boolean enoughForMedian(View view, int answers) {
          return decide(view, answers);
        }
      }),
  /** Help goes above a promise. */
  HELP_ABOVE_PROMISE(
      new Rules() {
        @Override
        boolean mayHelp(Register at, State state) {
          return at.state().comparePlace(state) < 0;
        }
      }),
  /** A tombstone is taken for an object that is not there, and help writes a value over it. */
  HELP_ABOVE_TOMBSTONE(
      new Rules() {
        @Override
        @Nullable State newest(View view) {
          State newest = super.newest(view);
          for (int i = 0; i < view.size(); i++) {
            Sight sight = view.at(i);
            if (sight != null && counts(sight) && sight.state().isPresent()) {
              State state = sight.state();
              if (newest == null || !newest.isPresent() || state.comparePlace(newest) > 0) {
                newest = state;
              }
            }
          }
          return newest;
        }

        @Override
        boolean mayHelp(Register at, State state) {
          boolean gone = at.state().kind() == State.Kind.TOMBSTONE && state.isPresent();
          return gone ? at.promised().equals(state.term()) : super.mayHelp(at, state);
        }
      }),
  /** What is greatest is told by the seq alone. */
  NEWEST_BY_SEQ(
      new Rules() {
        @Override
        @Nullable State newest(View view) {
          State newest = null;
          for (int i = 0; i < view.size(); i++) {
            Sight sight = view.at(i);
            if (sight != null
                && counts(sight)
                && (newest == null || sight.state().seq() > newest.seq())) {
              newest = sight.state();
            }
          }
          return newest;
        }

        @Override
        boolean mayHelp(Register at, State state) {
          return at.state().seq() < state.seq();
        }
      }),
  /** A home proposes in its term though it has promised another. */
  PROPOSE_ABOVE_PROMISE(
      new Rules() {
        @Override
        Term termInForce(View view) {
          State newest = newest(view);
          return newest == null ? super.termInForce(view) : newest.term();
        }

        @Override
        boolean mayPropose(View view, int location, Register at, Term term) {
          return view.members().home(at.state().term()) == location;
        }
      }),
  /** A location that is not the home proposes, if it is the nearest to hold the newest state. */
  PROPOSE_ANYWHERE(
      new Rules() {
        @Override
        int home(View view, Term term) {
          State newest = term.leader().shared() ? newest(view) : null;
          for (int i = view.size() - 1; i >= 0 && newest != null; i--) {
            Sight at = view.at(i);
            if (at != null
                && counts(at)
                && view.members().holdsData(i)
                && same(at.state(), newest)) {
              return i;
            }
          }
          return super.home(view, term);
        }

        @Override
        boolean mayPropose(View view, int location, Register at, Term term) {
          return at.state().term().equals(at.promised());
        }
      }),
  /** Each write begins to count anew after a tombstone. */
  SEQ_ANEW_AFTER_TOMBSTONE(
      new Rules() {
        @Override
        State proposed(Term term, State base, String id, @Nullable Value value) {
          boolean gone = base.kind() == State.Kind.TOMBSTONE;
          return super.proposed(term, gone ? State.initial(term) : base, id, value);
        }
      }),
  /** A write keeps its id on another base. */
  PROPOSE_ON_ANOTHER_BASE(
      new Rules() {
        @Override
        boolean mayProposeAgain(Proposal mine, State base) {
          return true;
        }
      }),
  /** A promise may fall. */
  PROMISE_DOWNWARDS(
      new Rules() {
        @Override
        Term termInForce(View view) {
          State newest = newest(view);
          return newest == null ? super.termInForce(view) : newest.term();
        }

        @Override
        boolean mayPromise(Register at, Term term) {
          return !at.promised().equals(term) && at.state().term().compareTo(term) < 0;
        }
      }),
  /** Promises of unequal terms count together. */
  PROMISES_COUNTED_TOGETHER(
      new Rules() {
        @Override
        boolean promised(Register at, Term term) {
          return at.promised().compareTo(at.state().term()) > 0;
        }
      }),
  /** A term is taken up without a majority's promises. */
  ADOPT_WITHOUT_MAJORITY(
      new Rules() {
        @Override
        boolean mayAdopt(View view, int home, Term term) {
          Sight at = view.at(home);
          return at != null
              && at.register().promised().compareTo(term) <= 0
              && at.state().term().compareTo(term) < 0;
        }
      }),
  /** The lower of two states is taken up. */
  ADOPT_THE_LOWER(
      new Rules() {
        @Override
        @Nullable State toAdopt(View view, int home, Term term) {
          State lowest = null;
          for (int i = 0; i < view.size(); i++) {
            Sight sight = view.at(i);
            if (sight != null && (i == home || promised(sight.register(), term))) {
              State state = sight.state();
              lowest = lowest == null || state.comparePlace(lowest) < 0 ? state : lowest;
            }
          }
          return lowest;
        }
      }),
  /** The state with the greatest seq is taken up, whatever its term. */
  ADOPT_BY_SEQ(
      new Rules() {
        @Override
        @Nullable State toAdopt(View view, int home, Term term) {
          State highest = null;
          for (int i = 0; i < view.size(); i++) {
            Sight sight = view.at(i);
            if (sight != null && (i == home || promised(sight.register(), term))) {
              State state = sight.state();
              highest = highest == null || state.seq() > highest.seq() ? state : highest;
            }
          }
          return highest;
        }
      }),
  /** The new home takes up its own state and asks nobody. */
  ADOPT_OWN(
      new Rules() {
        @Override
        @Nullable State toAdopt(View view, int home, Term term) {
          Sight at = home < 0 ? null : view.at(home);
          return at == null ? super.toAdopt(view, home, term) : at.state();
        }
      }),
  /** A leader proposes above a promise, and does not care that it was outbid. */
  STICKY_ABOVE_PROMISE(
      new Rules() {
        @Override
        boolean mayAccept(View view, int location, Register at, State proposal) {
          return at.state().comparePlace(proposal) < 0;
        }

        @Override
        boolean outbid(View view, Term own, @Nullable State last) {
          return false;
        }
      }),
  /** A leader's write may reach a witness before any location that stores its payload. */
  STICKY_WITNESS_FIRST(
      new Rules() {
        @Override
        boolean mayAccept(View view, int location, Register at, State proposal) {
          return mayHelp(at, proposal);
        }
      }),
  /** A leader leads with one promise. */
  STICKY_WITHOUT_MAJORITY(
      new Rules() {
        @Override
        boolean mayLead(View view, Term term) {
          return toAdopt(view, -1, term) != null;
        }
      }),
  /** A leader restarts under its old term, and goes by what the locations show. */
  STICKY_RESTARTED(new ByWhatLocationsShow()),
  /** After an unknown outcome a leader goes on from what the locations show. */
  STICKY_GOES_ON(new ByWhatLocationsShow()),
  /** Two lead under one lease: a process was copied. */
  STICKY_FORKED(Rules.STANDARD),
  /** The outcome is taken from a state seen once. */
  COMMITTED_BY_ONE(
      new Rules() {
        @Override
        boolean committed(View view, Proposal mine) {
          for (int i = 0; i < view.size(); i++) {
            Sight sight = view.at(i);
            if (sight != null && counts(sight) && sight.state().includes(mine.id())) {
              return true;
            }
          }
          return false;
        }
      }),
  /**
   * The outcome is taken from what is remembered below a state that is not chosen. A write is put
   * only on what is settled, so that alone this does no harm: that rule is broken too.
   */
  COMMITTED_BY_RECENT(
      new Rules() {
        @Override
        boolean mayReplace(View view, State base) {
          return true;
        }

        @Override
        boolean committed(View view, Proposal mine) {
          for (int i = 0; i < view.size(); i++) {
            Sight sight = view.at(i);
            if (sight != null && counts(sight) && sight.state().recent().contains(mine.id())) {
              return true;
            }
          }
          return super.committed(view, mine);
        }
      }),
  /** One newer state without the write is taken for proof. */
  LOST_BY_ONE_NEWER(
      new Rules() {
        @Override
        boolean homeDecides(View view, int location, State state, Proposal mine) {
          return true;
        }
      }),
  /** A majority's higher promises are taken for proof. */
  LOST_BY_PROMISES(
      new Rules() {
        @Override
        boolean lost(View view, Proposal mine) {
          int above = 0;
          for (int i = 0; i < view.size(); i++) {
            Sight sight = view.at(i);
            boolean is =
                sight != null
                    && counts(sight)
                    && sight.register().promised().compareTo(mine.state().term()) > 0
                    && !sight.state().includes(mine.id());
            above |= is ? 1 << i : 0;
          }
          return decide(view, above) || super.lost(view, mine);
        }
      }),
  /**
   * The home of the highest term is taken for proof, though there was a proposal in a lower one.
   */
  LOST_BY_HOME_OF_SEVERAL_TERMS(
      new Rules() {
        @Override
        boolean homeDecides(View view, int location, State state, Proposal mine) {
          return state.term().equals(mine.state().term())
              && view.members().home(state.term()) == location;
        }
      }),
  /** A state too far above to remember the write is taken for proof. */
  LOST_BY_OVERFLOW(
      new Rules() {
        @Override
        int remembered() {
          return 2;
        }

        @Override
        boolean without(Proposal mine, State state) {
          return state.comparePlace(mine.state()) >= 0 && !state.includes(mine.id());
        }
      }),
  /** A chosen state below the write's place is taken for proof. */
  LOST_BY_ONE_BELOW(
      new Rules() {
        @Override
        boolean without(Proposal mine, State state) {
          return state.term().compareTo(mine.state().term()) >= 0
              && !state.includes(mine.id())
              && !state.token().equals(mine.base());
        }
      }),
  /** A refusal is taken for proof, though the same was sent before. */
  REFUSED_IS_LOST(
      new Rules() {
        @Override
        @Nullable Proposal after(Proposal mine, Reply reply) {
          return reply == Reply.Plain.REFUSED ? null : mine;
        }
      }),
  /** A reply that did not come is taken for a write that was not done. */
  SILENCE_IS_LOST(
      new Rules() {
        @Override
        @Nullable Proposal after(Proposal mine, Reply reply) {
          return reply instanceof Reply.Stored ? mine : null;
        }
      }),
  /** A write replaces the payload below it, though it may come to nothing. */
  PAYLOAD_NOT_KEPT(
      new Rules() {
        @Override
        boolean mayReplace(View view, State base) {
          return true;
        }

        @Override
        @Nullable Kept toKeep(View view, State base) {
          return null;
        }
      }),
  /** A blob is proposed in another term than it was stored for. */
  BLOB_OF_ANOTHER_TERM(
      new Rules() {
        @Override
        boolean mayName(BlobName blob, Term term) {
          return true;
        }
      }),
  /** Garbage is collected without a new term: a blob is deleted under a live proposal. */
  BLOB_DELETED_UNDER_PROPOSAL(Rules.STANDARD),
  /** A location loses what it acknowledged: nothing can survive that. */
  ROLLBACK(Rules.STANDARD),
  /** Tombstones are removed, on condition of their ETags, by somebody tidy. */
  TOMBSTONE_REMOVED(Rules.STANDARD),
  /** A PUT carries the ETag of another location, which is not a hash but a counter. */
  ETAG_OF_ANOTHER_LOCATION(Rules.STANDARD),
  /** Two clients disagree on the initial home. */
  TWO_INITIAL_HOMES(Rules.STANDARD),
  /** While a location is exchanged a majority of those there will be decides alone. */
  EXCHANGE_WITHOUT_THE_OLD(
      new Rules() {
        @Override
        boolean decide(View view, int set) {
          return view.members().decideAfter(set);
        }
      }),
  /** While a location is exchanged a majority of those there were decides alone. */
  EXCHANGE_WITHOUT_THE_NEW(
      new Rules() {
        @Override
        boolean decide(View view, int set) {
          return view.members().decideBefore(set);
        }
      }),
  /** Who counts both takes what only others may have chosen for not chosen. */
  EXCHANGE_MEDIAN_OF_BOTH(
      new Rules() {
        @Override
        boolean mayDecide(View view, int set) {
          return decide(view, set);
        }
      }),
  /** The exchange is over before all keys were walked. */
  EXCHANGE_UNWALKED(Rules.STANDARD),
  /** Keys are walked, but not in a term of the new epoch. */
  EXCHANGE_WALKED_IN_OLD_TERM(Rules.STANDARD),
  /** Keys that nobody ever wrote are not walked, and clients that count the old ones live on. */
  EXCHANGE_UNDER_OLD_CLIENTS(Rules.STANDARD),
  /** An old client goes on though a location has promised a term of a later epoch. */
  EXCHANGE_OUTDATED_GOES_ON(
      new Rules() {
        @Override
        boolean isOutdated(View view) {
          return false;
        }
      }),
  /** An old client says that its write did nothing, though a request of it may land yet. */
  EXCHANGE_OUTDATED_TAKEN_FOR_LOST(
      new Rules() {
        @Override
        boolean cameToNothing(Proposal mine) {
          return true;
        }
      }),
  /** A location that goes is made home: payloads go with it. */
  EXCHANGE_HOME_THAT_LEAVES(
      new Rules() {
        @Override
        int home(View view, Term term) {
          for (int i = 0; i < view.size() && term.leader().shared(); i++) {
            if (view.members().id(i).equals(term.leader().name())) {
              return view.members().holdsData(i) ? i : -1;
            }
          }
          return -1;
        }

        @Override
        boolean mayBeHome(View view, int location) {
          return view.members().holdsData(location);
        }

        @Override
        boolean mayHear(View view, int location, State state) {
          return true;
        }
      });

  /** A leader that does not know its last proposal takes the greatest it sees for it. */
  private static final class ByWhatLocationsShow extends Rules {
    @Override
    boolean promised(Register at, Term term) {
      return at.promised().equals(term);
    }

    @Override
    boolean outbid(View view, Term own, @Nullable State last) {
      return termInForce(view).compareTo(own) > 0;
    }
  }

  // Rules have no state.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Rules rules;

  Mutant(Rules rules) {
    this.rules = rules;
  }

  /** Whether it shows only while a location is exchanged. */
  public boolean isOfAnExchange() {
    return name().startsWith("EXCHANGE_");
  }

  /** Its rules, or those given if it is the world that is broken and not the rules. */
  Rules rules(Rules otherwise) {
    return rules == Rules.STANDARD ? otherwise : rules;
  }
}
