package dev.etagere.core;

import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The precondition does not hold: somebody else was there first. Nothing was changed by this call.
 * What to do: tell the user, read again, apply the change to what is there now and write again on
 * that version; {@link ObjectStore#update} does so by itself.
 */
public final class ConflictException extends StoreException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient @Nullable Version currentVersion;
  private final boolean exists;
  private final @Nullable String unseen;

  private ConflictException(
      String key, String message, @Nullable Version currentVersion, boolean exists) {
    this(key, message, currentVersion, exists, null);
  }

  private ConflictException(
      String key,
      String message,
      @Nullable Version currentVersion,
      boolean exists,
      @Nullable String unseen) {
    super(key, message, null);
    this.currentVersion = currentVersion;
    this.exists = exists;
    this.unseen = unseen;
  }

  /**
   * A write was refused, and nobody has looked at the object since; for implementors.
   *
   * @param writeId what the object's ids hold if the refusal came from the write itself: something
   *     on the way had sent it twice
   */
  public static ConflictException refused(String key, String writeId) {
    return new ConflictException(
        key,
        "'" + key + "' is not what the write was to build on; read it again and apply the change",
        null,
        true,
        writeId);
  }

  /** A create found an object. */
  public static ConflictException exists(String key, @Nullable Version current) {
    String at = current == null ? "" : " at version " + current;
    return new ConflictException(
        key,
        "'" + key + "' exists" + at + " and was not created; read it, or replace it on its version",
        current,
        true);
  }

  /** A replace, delete or read on condition found another version. */
  public static ConflictException changed(String key, Version expected, @Nullable Version current) {
    String now = current == null ? "" : ", it is at " + current + " now";
    return new ConflictException(
        key,
        "'"
            + key
            + "' is not at version "
            + expected
            + now
            + "; read it again and apply the change to that",
        current,
        true);
  }

  /** A replace on condition found no object. */
  public static ConflictException gone(String key, Version expected) {
    return new ConflictException(
        key,
        "'"
            + key
            + "' is gone, it was expected at version "
            + expected
            + "; create it if it is wanted",
        null,
        false);
  }

  /** The id of a write that was refused and not looked for; for implementors. */
  public Optional<String> unseenWrite() {
    return Optional.ofNullable(unseen);
  }

  /** The version that is there now, where the store could learn it; lost by serialization. */
  public Optional<Version> currentVersion() {
    return Optional.ofNullable(currentVersion);
  }

  /**
   * Whether an object was there, at another version than asked for; {@code false} if there was
   * none.
   */
  public boolean exists() {
    return exists;
  }
}
