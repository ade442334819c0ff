package dev.etagere.simulation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * The same check for histories of real stores, whose calls tell the value they saw, and of an
 * absent object only that it is absent. Stateless.
 */
public final class RegisterCheck {
  /** A history may hold so many calls of one key. */
  public static final int MOST = Linearizer.MOST;

  private RegisterCheck() {}

  /** What was asked for; the last two expect a write. */
  public enum Kind {
    /** Read. */
    READ(Op.Kind.READ),
    /** Write whatever is there. */
    PUT(Op.Kind.PUT),
    /** Write where nothing is. */
    CREATE(Op.Kind.CREATE),
    /** Write where a given write is. */
    REPLACE(Op.Kind.REPLACE),
    /** Delete a given write. */
    DELETE(Op.Kind.DELETE_IF);

    private final Op.Kind op;

    Kind(Op.Kind op) {
      this.op = op;
    }
  }

  /** What was answered. */
  public enum Outcome {
    /** Nothing, or that it is unknown: it may take effect at any time since its begin, or never. */
    OPEN,
    /** It did not take effect and will not. */
    NOT_DONE,
    /** It took effect. */
    DONE,
    /** The condition did not hold. */
    CONFLICT
  }

  /**
   * One call.
   *
   * @param expected the number of the write it expects, or -1
   * @param start on a clock shared by all callers
   * @param end on the same; not looked at where the outcome is open
   * @param number of its own write, from 1; of a read the write seen, 0 for absent
   */
  public record Call(Kind kind, int expected, long start, long end, Outcome outcome, int number) {}

  private record Moment(long time, boolean end, int call) {}

  /**
   * Whether the calls of one key can have happened one after the other, from an absent object on.
   *
   * @throws IllegalArgumentException if there are more than {@link #MOST} that count
   */
  public static boolean accepts(List<Call> calls) {
    List<Op> ops = new ArrayList<>();
    BitSet deletes = new BitSet();
    List<Moment> moments = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      Call call = calls.get(i);
      moments.add(new Moment(call.start(), false, i));
      if (call.outcome() != Outcome.OPEN) {
        moments.add(new Moment(call.end(), true, i));
      }
      if (call.kind() == Kind.DELETE) {
        deletes.set(call.number());
      }
    }
    // Of two at the same time the begin comes first: then they overlap, which forbids nothing.
    moments.sort(
        Comparator.comparingLong(Moment::time).thenComparingInt(moment -> moment.end() ? 1 : 0));
    int[] starts = new int[calls.size()];
    int[] ends = new int[calls.size()];
    for (int i = 0; i < moments.size(); i++) {
      (moments.get(i).end() ? ends : starts)[moments.get(i).call()] = i;
    }
    for (int i = 0; i < calls.size(); i++) {
      ops.add(op(calls.get(i), starts[i], ends[i]));
    }
    return Linearizer.accepts(ops, deletes);
  }

  private static Op op(Call call, int start, int end) {
    Op op = new Op(0, call.kind().op, call.expected(), start);
    // Near the order in which they ended: where the search begins.
    op.seq = call.outcome() == Outcome.OPEN ? Long.MAX_VALUE : end;
    op.end = call.outcome() == Outcome.OPEN ? Op.NEVER : end;
    boolean reads = call.kind() == Kind.READ;
    switch (call.outcome()) {
      case OPEN -> op.write = reads ? -1 : call.number();
      case NOT_DONE -> op.outcome = Op.Outcome.NOT_DONE;
      case CONFLICT -> {
        op.outcome = Op.Outcome.CONFLICT;
        op.seen = Op.NOT_TOLD;
      }
      case DONE -> {
        op.outcome = reads ? Op.Outcome.CURRENT : Op.Outcome.COMMITTED;
        op.seen = reads && call.number() == 0 ? Op.ABSENT : call.number();
        op.write = reads ? -1 : call.number();
      }
    }
    return op;
  }
}
