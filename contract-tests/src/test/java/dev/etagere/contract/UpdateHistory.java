package dev.etagere.contract;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the calls on one key were told, each of which appends an id of its own to a text of ids, or
 * looks. What is there at the end holds all that was written, in order, so that nothing has to be
 * searched for: there is one order in which the calls can have happened, or none. Safe for use by
 * many threads.
 */
final class UpdateHistory {
  private final AtomicLong clock = new AtomicLong();
  private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();

  /** What a call was told. */
  enum Outcome {
    DONE,
    /** Not done, and it will not be. */
    NOT_DONE,
    /** It may be done between its begin and the end of all. */
    UNKNOWN,
    /** What it saw was marked as perhaps the past. */
    PAST
  }

  /**
   * One call.
   *
   * @param id what it appends; empty if it only looks
   * @param seen what its function saw last
   * @param result what it was told is there after it
   */
  record Call(String id, long start, long end, Outcome outcome, String seen, String result) {
    boolean appends() {
      return !id.isEmpty();
    }
  }

  /** A call in the order of the text: the lengths of what was there before it and after it. */
  private record Placed(Call call, int before, int after) {}

  /** A moment, later than all before. */
  long now() {
    return clock.incrementAndGet();
  }

  void add(Call call) {
    calls.add(call);
  }

  long count(Outcome outcome) {
    return calls.stream().filter(call -> call.outcome == outcome).count();
  }

  /**
   * What is wrong.
   *
   * @param before what was there before the first call
   * @param last what is there when no call can take effect any more
   */
  List<String> violations(String before, String last) {
    List<String> wrong = new ArrayList<>();
    Map<String, Integer> ends = new HashMap<>();
    int end = -1;
    for (String id : last.split(" ")) {
      end += id.length() + 1;
      if (ends.put(id, end) != null) {
        wrong.add("applied twice: " + id);
      }
    }
    List<Placed> placed = new ArrayList<>();
    for (Call call : calls) {
      Integer own = ends.remove(call.id);
      switch (call.outcome) {
        case DONE, PAST -> done(call, last, placed, wrong);
        case NOT_DONE -> {
          if (own != null) {
            wrong.add("told that it was not done, and it was: " + call.id);
          }
        }
        case UNKNOWN -> {
          if (own != null) {
            placed.add(new Placed(call, own - call.id.length() - 1, own));
          }
        }
      }
    }
    ends.keySet().removeAll(Set.of(before.split(" ")));
    ends.keySet().forEach(id -> wrong.add("nobody wrote it: " + id));
    inOrder(placed, wrong);
    return wrong;
  }

  private static void done(Call call, String last, List<Placed> placed, List<String> wrong) {
    String expected = call.appends() ? call.seen + " " + call.id : call.seen;
    if (!call.result.equals(expected)) {
      wrong.add("its result is not what it made: " + call);
    } else if (!(last + " ").startsWith(call.result + " ")) {
      wrong.add((call.appends() ? "lost, or built on what was: " : "never was there: ") + call);
    } else if (call.outcome == Outcome.DONE) {
      placed.add(new Placed(call, call.seen.length(), call.result.length()));
    }
  }

  /** Who began after another had ended saw what that one left, or more. */
  private static void inOrder(List<Placed> placed, List<String> wrong) {
    List<Placed> ended =
        placed.stream()
            .filter(each -> each.call.outcome == Outcome.DONE)
            .sorted(Comparator.comparingLong(each -> each.call.end))
            .toList();
    int next = 0;
    int least = 0;
    placed.sort(Comparator.comparingLong(each -> each.call.start));
    for (Placed each : placed) {
      while (next < ended.size() && ended.get(next).call.end < each.call.start) {
        least = Math.max(least, ended.get(next++).after);
      }
      if (each.before < least) {
        wrong.add("saw the past, " + least + " characters were there: " + each.call);
      }
    }
  }
}
