package dev.etagere.local;

/** Whether a bucket keeps versions. */
public enum Versioning {
  /** Never did: a write replaces the object, a delete removes it. */
  OFF,
  /** Each write and each delete adds a version with an id of its own. */
  ENABLED,
  /** It did: what was kept stays, and what is written replaces the version {@code null}. */
  SUSPENDED
}
