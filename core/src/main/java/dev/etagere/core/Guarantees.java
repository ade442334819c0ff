package dev.etagere.core;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a location is known, or taken, to do. Immutable.
 *
 * @param held what it does; everything else is refused by its store
 */
public record Guarantees(Set<Guarantee> held) {
  private static final Guarantees ALL = new Guarantees(EnumSet.allOf(Guarantee.class));

  /** Copies the set. */
  public Guarantees {
    held = Set.copyOf(held);
  }

  /** Everything, as AWS documents it for general purpose buckets. */
  public static Guarantees all() {
    return ALL;
  }

  /** The same without one. */
  public Guarantees without(Guarantee lacking) {
    return new Guarantees(
        held.stream().filter(g -> g != lacking).collect(Collectors.toUnmodifiableSet()));
  }

  /** Whether the location does it. */
  public boolean holds(Guarantee guarantee) {
    return held.contains(guarantee);
  }
}
