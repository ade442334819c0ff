package dev.etagere.core;

/**
 * The answer to a delete that returned: the object is not there, and what is known of who removed
 * it.
 */
public enum Removal {
  /** This call removed the object. */
  REMOVED,

  /** There was no object to remove when the request arrived. */
  ALREADY_ABSENT,

  /**
   * The object is absent, but whether this call or somebody else removed it, or whether there was
   * one, cannot be told: S3 answers an unconditional delete alike in each case, and after a lost
   * reply an absent object shows no trace of its remover. Whoever must know that it was he (a lock,
   * a claim) deletes on condition and does not take this answer for a yes.
   */
  UNDETERMINED
}
