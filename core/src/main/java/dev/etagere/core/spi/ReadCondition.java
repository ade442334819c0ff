package dev.etagere.core.spi;

import dev.etagere.core.Version;

/** When a read wants the body. */
public sealed interface ReadCondition {
  /** Always. */
  record Always() implements ReadCondition {}

  /**
   * Only if the object is still at this version; else it is a conflict.
   *
   * @param version the version expected
   */
  record IfMatches(Version version) implements ReadCondition {}

  /**
   * Only if the object is no longer at this version; else it is unchanged.
   *
   * @param version the version known
   */
  record IfChanged(Version version) implements ReadCondition {}
}
