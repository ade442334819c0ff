package dev.etagere.quorum;

import dev.etagere.core.Location.Role;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The locations of a store, and how many of them decide: more than half. While locations are
 * exchanged, more than half of those there were and more than half of those there will be: so that
 * whoever still counts the former, or already counts the latter, and whoever counts both always
 * have a location in common.
 *
 * <p>Every client must be given the same; locations are told apart by their ids, and the order of
 * the list means nothing. Sets of locations are written as numbers, a bit for each index.
 * Immutable.
 */
public final class Members {
  /** As many as a set of them has bits. */
  private static final int MOST = 31;

  private final int epoch;
  private final List<Member> all;
  private final Term initialTerm;
  private final int before;
  private final int after;

  /**
   * One location.
   *
   * @param id its id, which stands in each object it stores
   * @param role whether it stores payloads
   */
  public record Member(String id, Role role) {}

  /**
   * The locations a store was founded with.
   *
   * @param epoch counts the sets of members
   * @param all the locations, an odd number
   * @param initialHome the id of the data location that leads the first term of every key
   * @throws IllegalArgumentException if a majority is not more than one, ids are not distinct or
   *     there is no such home; it says what is wrong
   */
  public Members(int epoch, List<Member> all, String initialHome) {
    this(epoch, all, ids(all), ids(all), new Term(epoch, 0, Leader.home(initialHome)));
    if (!all.contains(new Member(initialHome, Role.DATA))) {
      throw new IllegalArgumentException(
          "the initial home '" + initialHome + "' is not a data location of " + ids(all));
    }
  }

  /**
   * Locations that may be others than those the store was founded with, or are about to be.
   *
   * @param epoch counts the sets of members; of locations being exchanged it is that of the next
   * @param all those there were and those there will be
   * @param before the ids of those there were, an odd number
   * @param after the ids of those there will be, an odd number; the same if none is being exchanged
   * @param initialTerm the term every key begins in, whoever is there now
   * @throws IllegalArgumentException if of either a majority is not more than one, or ids are not
   *     distinct; it says what is wrong
   */
  public Members(
      int epoch, List<Member> all, Set<String> before, Set<String> after, Term initialTerm) {
    this.epoch = epoch;
    this.all = List.copyOf(all);
    this.initialTerm = initialTerm;
    this.before = set(before);
    this.after = set(after);
    Set<String> named = new HashSet<>(before);
    named.addAll(after);
    requireQuorum(before, this.before);
    requireQuorum(after, this.after);
    if (!ids(all).equals(named) || named.size() != all.size() || all.size() > MOST) {
      throw new IllegalArgumentException(
          "a quorum takes an odd number of different locations, three or more, and these are "
              + all.stream().map(Member::id).toList());
    }
  }

  private static void requireQuorum(Set<String> ids, int set) {
    if (ids.size() < 3 || ids.size() % 2 == 0 || Integer.bitCount(set) != ids.size()) {
      throw new IllegalArgumentException(
          "a quorum takes an odd number of different locations, three or more, and these are "
              + ids);
    }
  }

  private static Set<String> ids(List<Member> some) {
    Set<String> ids = new HashSet<>();
    some.forEach(member -> ids.add(member.id()));
    return ids;
  }

  private int set(Set<String> ids) {
    int set = 0;
    for (int i = 0; i < all.size(); i++) {
      set |= ids.contains(all.get(i).id()) ? 1 << i : 0;
    }
    return set;
  }

  /** Counts the sets of members. */
  public int epoch() {
    return epoch;
  }

  /** All of them; while some are exchanged, those that go and those that come. */
  public List<Member> all() {
    return all;
  }

  /** How many there are. */
  public int size() {
    return all.size();
  }

  /**
   * Whether these decide: what they all hold is chosen. Any two sets that do have one in common.
   */
  public boolean decide(int set) {
    return decideBefore(set) && decideAfter(set);
  }

  /**
   * Whether these decide for somebody: for whoever counts but the locations there were, or but
   * those there will be.
   */
  public boolean mayDecide(int set) {
    return decideBefore(set) || decideAfter(set);
  }

  boolean decideBefore(int set) {
    return isMajority(set, before);
  }

  boolean decideAfter(int set) {
    return isMajority(set, after);
  }

  private static boolean isMajority(int set, int of) {
    return 2 * Integer.bitCount(set & of) > Integer.bitCount(of);
  }

  /** Whether locations are being exchanged. */
  public boolean areExchanged() {
    return before != after;
  }

  /** Whether it will be there when the exchange is over. */
  public boolean stays(int index) {
    return (after & 1 << index) != 0;
  }

  /** The id of one. */
  public String id(int index) {
    return all.get(index).id();
  }

  /** Whether it stores payloads. */
  public boolean holdsData(int index) {
    return all.get(index).role() == Role.DATA;
  }

  /** Whether it stores payloads, and goes on doing so: a home, or a copy to rely on. */
  public boolean keepsData(int index) {
    return holdsData(index) && stays(index);
  }

  /** The index of the location that leads the term, or -1 if none does that stays. */
  public int home(Term term) {
    for (int i = 0; i < size() && term.leader().shared(); i++) {
      if (id(i).equals(term.leader().name())) {
        return keepsData(i) ? i : -1;
      }
    }
    return -1;
  }

  /**
   * Where keys have their home while all is well: where they begin; without that location the first
   * by id.
   */
  public int preferredHome() {
    int home = home(initialTerm);
    if (home >= 0) {
      return home;
    }
    for (int i = 0; i < size(); i++) {
      home = keepsData(i) && (home < 0 || id(i).compareTo(id(home)) < 0) ? i : home;
    }
    return home;
  }

  /** The term every key begins in. */
  public Term initialTerm() {
    return initialTerm;
  }

  /** What a location without the object stands for. */
  Register nothingAt(int index) {
    return new Register(id(index), initialTerm, State.initial(initialTerm));
  }
}
