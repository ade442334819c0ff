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
}
