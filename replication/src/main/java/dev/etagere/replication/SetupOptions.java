package dev.etagere.replication;

import org.jspecify.annotations.Nullable;

/**
 * What a set-up makes. Immutable.
 *
 * @param role the ARN of the role S3 takes to replicate from A, and from B if there is no other
 * @param roleBack the ARN of the role from B, or {@code null} for the same
 * @param oneWay whether only from A to B, for the time of the first copy
 * @param timeControl whether to turn on Replication Time Control (15 minutes, promised and paid
 *     for)
 * @param kmsKeyA the ARN of the key replicas at A are encrypted with; needed if B encrypts with
 *     keys
 * @param kmsKeyB the ARN of the key replicas at B are encrypted with; needed if A encrypts with
 *     keys
 */
public record SetupOptions(
    String role,
    @Nullable String roleBack,
    boolean oneWay,
    boolean timeControl,
    @Nullable String kmsKeyA,
    @Nullable String kmsKeyB) {
  /** Checks the roles. */
  public SetupOptions {
    requireRole(role);
    if (roleBack != null) {
      requireRole(roleBack);
    }
  }

  /** Both ways with one role. */
  public static SetupOptions of(String role) {
    return new SetupOptions(role, null, false, false, null, null);
  }

  /** The same, only from A to B or both ways. */
  public SetupOptions withOneWay(boolean on) {
    return new SetupOptions(role, roleBack, on, timeControl, kmsKeyA, kmsKeyB);
  }

  /** The same with or without Replication Time Control. */
  public SetupOptions withTimeControl(boolean on) {
    return new SetupOptions(role, roleBack, oneWay, on, kmsKeyA, kmsKeyB);
  }

  /** The same with keys for the replicas. */
  public SetupOptions withKmsKeys(@Nullable String atA, @Nullable String atB) {
    return new SetupOptions(role, roleBack, oneWay, timeControl, atA, atB);
  }

  private static void requireRole(String arn) {
    if (!arn.matches("arn:[a-z0-9-]+:iam::[0-9]*:role/.+")) {
      throw new IllegalArgumentException(
          "'" + arn + "' is no role; write arn:aws:iam::123456789012:role/name");
    }
  }
}
