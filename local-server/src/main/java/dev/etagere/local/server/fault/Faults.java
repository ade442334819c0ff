package dev.etagere.local.server.fault;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The faults of one server, and the count of the requests that arrived there. At each position the
 * first fault added that matches a request strikes it, so one before and one after the effect at
 * the most. Safe for use by many threads.
 */
public final class Faults {
  private final List<ArmedFault> armed = new CopyOnWriteArrayList<>();
  private final Map<Operation, LongAdder> arrived = new EnumMap<>(Operation.class);

  /** None yet. */
  public Faults() {
    for (Operation operation : Operation.values()) {
      arrived.put(operation, new LongAdder());
    }
  }

  /** Makes a fault strike from now on. */
  public ArmedFault add(Fault fault) {
    ArmedFault one = new ArmedFault(fault, this);
    armed.add(one);
    return one;
  }

  /** Removes every fault; the stalls under way end. */
  public void clear() {
    armed.forEach(ArmedFault::remove);
  }

  /** How many requests have arrived, those struck included. */
  public Requests requests() {
    Map<Operation, Long> counts = new EnumMap<>(Operation.class);
    arrived.forEach((operation, count) -> counts.put(operation, count.sum()));
    return new Requests(counts);
  }

  void forget(ArmedFault fault) {
    armed.remove(fault);
  }

  /** For the server: a request has arrived. */
  public void arrived(Operation operation) {
    Objects.requireNonNull(arrived.get(operation)).increment();
  }

  /** For the server: the fault that strikes a request at a position, or {@code null}. */
  public @Nullable ArmedFault strike(Position position, Operation operation, String key) {
    for (ArmedFault fault : armed) {
      if (fault.strikes(position, operation, key)) {
        return fault;
      }
    }
    return null;
  }
}
