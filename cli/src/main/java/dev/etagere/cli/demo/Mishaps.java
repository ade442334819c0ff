package dev.etagere.cli.demo;

import dev.etagere.local.server.fault.ArmedFault;
import dev.etagere.local.server.fault.Fault;
import dev.etagere.local.server.fault.Faults;
import dev.etagere.local.server.fault.Operation;
import java.util.List;

/** What goes wrong on the way, the same for both contestants. */
final class Mishaps implements AutoCloseable {
  private static final double OFTEN = 0.04;
  private static final double SELDOM = 0.02;

  private final ArmedFault lostReplies;
  private final ArmedFault lateErrors;
  private final ArmedFault conflicts;
  private final ArmedFault refusals;

  Mishaps(Faults faults, long seed) {
    lostReplies =
        faults.add(Fault.drop().afterEffect().on(Operation.PUT).withProbability(OFTEN, seed));
    lateErrors =
        faults.add(
            Fault.slowDown().afterEffect().on(Operation.PUT).withProbability(SELDOM, seed + 1));
    conflicts = faults.add(Fault.conflict().on(Operation.PUT).withProbability(OFTEN, seed + 2));
    refusals =
        faults.add(
            Fault.slowDown().on(Operation.PUT, Operation.GET).withProbability(SELDOM, seed + 3));
  }

  /** Nothing goes wrong. */
  static Mishaps none() {
    return new Mishaps(new Faults(), 0);
  }

  /** Writes that took effect and whose writer was not told. */
  long repliesLost() {
    return lostReplies.struck() + (long) lateErrors.struck();
  }

  long conflictsInjected() {
    return conflicts.struck();
  }

  long refusalsInjected() {
    return refusals.struck();
  }

  @Override
  public void close() {
    List.of(lostReplies, lateErrors, conflicts, refusals).forEach(ArmedFault::close);
  }
}
