package dev.etagere.core;

import org.jspecify.annotations.Nullable;

/**
 * How an object is to change, as a function of what it is. It may be called several times, each
 * time with what is there then, so it should have no other effect.
 */
@FunctionalInterface
public interface Revision {
  /**
   * What to store.
   *
   * @param current the object as it is, or {@code null} if there is none
   * @return what to store in its place, or {@code null} to leave everything as it is
   */
  @Nullable Content revise(@Nullable StoredObject current);

  /**
   * A revision that looks at the content only: bytes, attributes, storage class and encryption, not
   * at version or time. So it may be given what another caller of this process has just made, and
   * both go in with one write, see {@link ObjectStore#update}.
   */
  @FunctionalInterface
  interface OfContent extends Revision {}
}
