package dev.etagere.quorum;

import java.util.Arrays;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Operations under broken rules, and looks inside them. */
public final class Laboratory {
  /** The true rules, but that a state remembers less: what is forgotten must stay unknown. */
  private static final Rules FORGETFUL =
      new Rules() {
        @Override
        int remembered() {
          return 2;
        }
      };

  private Laboratory() {}

  /**
   * Begins an operation under the rules of a mutant.
   *
   * @param lease as the last write gave it; here it may be used again, in worlds that fork
   * @param mutant {@code null} for the true rules
   * @param forgetful whether states remember only two writes below them
   */
  public static Operation begin(
      Members members,
      Task task,
      Policy policy,
      @Nullable Known known,
      @Nullable Lease lease,
      @Nullable Mutant mutant,
      boolean forgetful) {
    Rules rules = forgetful ? FORGETFUL : Rules.STANDARD;
    return new Operation(
        members, task, policy, known, lease, mutant == null ? rules : mutant.rules(rules));
  }

  /** That of a leader that has forgotten what it proposed last. */
  public static Lease forgetful(Lease lease) {
    return new Lease(lease.term(), null);
  }

  /** What an operation would go on leading with, if it cared for nothing that happened. */
  public static @Nullable Lease careless(Operation operation) {
    return operation.leaseAnyway();
  }

  /** All that a lease is. */
  public static Object essence(Lease lease) {
    return Arrays.asList(lease.term(), lease.last());
  }

  /** The same operation at the same point, to go on differently. */
  public static Operation copy(Operation operation, Policy policy) {
    return new Operation(operation, policy);
  }

  /**
   * A number for all that decides what an operation does next, equal for equal operations.
   *
   * @param number gives each different value its own number, equal for equal values
   */
  public static long fingerprint(Operation operation, ToIntFunction<Object> number) {
    long print = 0;
    for (Object part : operation.essence()) {
      print = mix(print, part == null ? 0 : number.applyAsInt(part));
    }
    return print;
  }

  /** One value more into a fingerprint; every bit of either moves every bit of the result. */
  public static long mix(long print, long more) {
    long mixed = print * 0xD1342543DE82EF95L + more + 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return mixed ^ mixed >>> 31;
  }

  /** What a location without the object stands for. */
  public static Register nothingAt(Members members, int location) {
    return members.nothingAt(location);
  }
}
