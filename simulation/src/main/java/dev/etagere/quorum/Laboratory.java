package dev.etagere.quorum;

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
   * @param mutant {@code null} for the true rules
   * @param forgetful whether states remember only two writes below them
   */
  public static Operation begin(
      Members members,
      Task task,
      Policy policy,
      @Nullable Known known,
      @Nullable Mutant mutant,
      boolean forgetful) {
    Rules rules = forgetful ? FORGETFUL : Rules.STANDARD;
    return new Operation(
        members, task, policy, known, mutant == null ? rules : mutant.rules(rules));
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
    return operation.fingerprint(number);
  }

  /** What a location without the object stands for. */
  public static Register nothingAt(Members members, int location) {
    return members.nothingAt(location);
  }
}
