package dev.etagere.quorum;

import dev.etagere.core.Location.Role;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The locations of a store. Every client must be given the same; they are told apart by their ids,
 * and the order of the list means nothing.
 *
 * @param epoch counts the sets of members
 * @param all the locations, an odd number
 * @param initialHome the id of the data location that leads the first term of every key
 */
public record Members(int epoch, List<Member> all, String initialHome) {
  /**
   * One location.
   *
   * @param id its id, which stands in each object it stores
   * @param role whether it stores payloads
   */
  public record Member(String id, Role role) {}

  /**
   * Checks that a majority is more than one, that ids are distinct and that there is a home.
   *
   * @throws IllegalArgumentException otherwise; it says what is wrong
   */
  public Members {
    all = List.copyOf(all);
    Set<String> ids = new HashSet<>();
    all.forEach(member -> ids.add(member.id()));
    if (all.size() < 3 || all.size() % 2 == 0 || ids.size() != all.size()) {
      throw new IllegalArgumentException(
          "a quorum takes an odd number of different locations, three or more, and these are "
              + ids);
    }
    if (!all.contains(new Member(initialHome, Role.DATA))) {
      throw new IllegalArgumentException(
          "the initial home '" + initialHome + "' is not a data location of " + ids);
    }
  }

  /** How many there are. */
  public int size() {
    return all.size();
  }

  /** How many are more than half. */
  public int majority() {
    return all.size() / 2 + 1;
  }

  /** The id of one. */
  public String id(int index) {
    return all.get(index).id();
  }

  /** Whether it stores payloads. */
  public boolean holdsData(int index) {
    return all.get(index).role() == Role.DATA;
  }

  /** How many store payloads. */
  public int dataLocations() {
    int count = 0;
    for (int i = 0; i < size(); i++) {
      count += holdsData(i) ? 1 : 0;
    }
    return count;
  }

  /** The index of the location that leads the term, or -1 if none of these does. */
  public int home(Term term) {
    for (int i = 0; i < size() && term.leader().shared(); i++) {
      if (id(i).equals(term.leader().name())) {
        return holdsData(i) ? i : -1;
      }
    }
    return -1;
  }

  /** The term every key begins in. */
  public Term initialTerm() {
    return new Term(epoch, 0, Leader.home(initialHome));
  }

  /** What a location without the object stands for. */
  Register nothingAt(int index) {
    Term term = initialTerm();
    return new Register(id(index), term, State.initial(term));
  }
}
