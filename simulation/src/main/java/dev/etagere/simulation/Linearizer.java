package dev.etagere.simulation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a history of one register with compare-and-swap could have happened one operation after
 * the other, each at a moment between its begin and its end (Wing and Gong's search, with Lowe's
 * memory of what was tried). A write whose outcome is open may have happened at any time since its
 * begin, or not at all. Knows nothing of the protocol.
 */
final class Linearizer {
  /** More operations than bits would not fit. */
  static final int MOST = 63;

  private record Tried(long done, int state) {}

  private final Op[] ops;
  private final BitSet deletes;
  private final Set<Tried> tried = new HashSet<>();
  private long mustBeDone;

  private Linearizer(List<Op> ops, BitSet deletes) {
    this.ops = ops.toArray(Op[]::new);
    this.deletes = deletes;
    for (int i = 0; i < this.ops.length; i++) {
      mustBeDone |= this.ops[i].ended() ? 1L << i : 0;
    }
  }

  /**
   * Checks a history.
   *
   * @param deletes the numbers of the writes that leave no value
   */
  static boolean accepts(List<Op> history, BitSet deletes) {
    List<Op> ops = new ArrayList<>();
    for (Op op : history) {
      if (op.counts()) {
        ops.add(op);
      }
    }
    if (ops.size() > MOST) {
      throw new IllegalArgumentException("a history of " + ops.size() + " operations is too long");
    }
    // The likely order first; any other is tried as well.
    ops.sort(
        Comparator.comparingLong((Op op) -> op.ended() ? op.seq : Long.MAX_VALUE)
            .thenComparingInt(op -> op.write >= 0 ? 0 : 1)
            .thenComparingInt(op -> op.start));
    return new Linearizer(ops, deletes).search(0L, 0);
  }

  private boolean search(long done, int state) {
    if ((done & mustBeDone) == mustBeDone) {
      return true;
    }
    if (!tried.add(new Tried(done, state))) {
      return false;
    }
    int firstEnd = Op.NEVER;
    for (int i = 0; i < ops.length; i++) {
      if ((done & 1L << i) == 0) {
        firstEnd = Math.min(firstEnd, ops[i].end);
      }
    }
    for (int i = 0; i < ops.length; i++) {
      if ((done & 1L << i) == 0 && ops[i].start < firstEnd) {
        int next = apply(ops[i], state);
        if (next >= 0 && search(done | 1L << i, next)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The state after the operation, or -1 if it cannot come out like this on that state. */
  private int apply(Op op, int state) {
    boolean present = state != 0 && !deletes.get(state);
    return switch (op.outcome) {
      case CURRENT -> sees(op, state, present) && (op.kind.reads() || !present) ? state : -1;
      case CONFLICT -> sees(op, state, present) && !holds(op, state, present) ? state : -1;
      case COMMITTED, OPEN ->
          holds(op, state, present) && (present || !op.kind.deletes()) ? op.write : -1;
      case NOT_DONE -> -1;
    };
  }

  private static boolean sees(Op op, int state, boolean present) {
    return switch (op.seen) {
      case Op.NOT_TOLD -> true;
      case Op.ABSENT -> !present;
      default -> op.seen == state;
    };
  }

  private static boolean holds(Op op, int state, boolean present) {
    return switch (op.kind) {
      case CREATE -> !present;
      case REPLACE, DELETE_IF -> present && state == op.expected;
      case READ, COLLECT, ESTABLISH, PUT, DELETE -> true;
    };
  }
}
