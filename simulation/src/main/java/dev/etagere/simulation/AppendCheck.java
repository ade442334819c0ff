package dev.etagere.simulation;

import dev.etagere.simulation.RegisterCheck.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The same check for calls that each append an id of their own to a text of ids, or only look at
 * it. What is there at the end holds all that was written, in order, so nothing has to be searched
 * for, and a history may have any length. Stateless.
 */
public final class AppendCheck {
  private static final String SPACE = " ";

  private AppendCheck() {}

  /**
   * One call.
   *
   * @param id what it appends; empty if it only looks
   * @param start on a clock shared by all callers
   * @param end on the same; not looked at where the outcome is open
   * @param result what it was told is there after it; empty for nothing
   */
  public record Call(String id, long start, long end, Outcome outcome, String result) {
    /** What may be of any time, as what is marked as possibly stale. */
    public static Call ofAnyTime(String result) {
      return new Call("", Long.MIN_VALUE, Long.MAX_VALUE, Outcome.DONE, result);
    }
  }

  /** A call in the order of the text: the lengths of what was there before it and after it. */
  private record Placed(Call call, int before, int after) {
    static Placed of(Call call, int after) {
      int own = call.id.isEmpty() ? 0 : call.id.length() + 1;
      return new Placed(call, Math.max(0, after - own), after);
    }
  }

  /**
   * What is wrong with the calls of one text; nothing if they can have happened one after the
   * other.
   *
   * @param before what was there before the first call
   * @param last what is there when no call can take effect any more
   */
  public static List<String> violations(String before, List<Call> calls, String last) {
    List<String> wrong = new ArrayList<>();
    Map<String, Integer> ends = new HashMap<>();
    int end = -1;
    for (String id : last.split(SPACE, -1)) {
      end += id.length() + 1;
      if (ends.put(id, end) != null) {
        wrong.add("applied twice: " + id);
      }
    }
    List<Placed> placed = new ArrayList<>();
    for (Call call : calls) {
      Integer own = call.id.isEmpty() ? null : ends.remove(call.id);
      switch (call.outcome) {
        case DONE -> done(call, last, placed, wrong);
        case OPEN -> {
          if (own != null) {
            placed.add(Placed.of(call, own));
          }
        }
        case NOT_DONE, CONFLICT -> {
          if (own != null) {
            wrong.add("told that it was not done, and it was: " + call);
          }
        }
      }
    }
    ends.keySet().removeAll(Set.of(before.split(SPACE)));
    ends.remove("");
    ends.keySet().forEach(id -> wrong.add("nobody wrote it: " + id));
    inOrder(placed, wrong);
    return wrong;
  }

  private static void done(Call call, String last, List<Placed> placed, List<String> wrong) {
    boolean own = (SPACE + call.result).endsWith(SPACE + call.id);
    if (!own && !call.id.isEmpty()) {
      wrong.add("told what another left: " + call);
    } else if (!call.result.isEmpty() && !(last + SPACE).startsWith(call.result + SPACE)) {
      wrong.add((call.id.isEmpty() ? "never was there: " : "lost, or built on the past: ") + call);
    } else {
      placed.add(Placed.of(call, call.result.length()));
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
        wrong.add("took effect before others that had ended: " + each.call);
      }
    }
  }
}
