package dev.etagere.replication;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a copy behaves. Immutable.
 *
 * @param parallel how many objects are copied at once; 16 by default, 32 at most
 * @param overwrite what is done where B holds other content; {@link Overwrite#NEVER} by default
 * @param deep whether to read both where ETags do not tell whether they are the same; off by
 *     default
 * @param dryRun whether only to look; off by default
 * @param evenIfReplicatedBack whether to copy although B replicates to A; off by default, for what
 *     is copied counts as written now, and replicated back it undoes a write at A that came between
 * @param checkpoint a file that says how far it got, or {@code null} for none
 */
public record CopyOptions(
    int parallel,
    Overwrite overwrite,
    boolean deep,
    boolean dryRun,
    boolean evenIfReplicatedBack,
    @Nullable Path checkpoint) {
  /** What is done where B holds other content. It is replaced only if it is still what was seen. */
  public enum Overwrite {
    /** It is left. */
    NEVER,
    /** It is replaced if it was written before A's, by the buckets' own clocks. */
    OLDER,
    /** It is replaced; what was deleted at B comes back. */
    ALWAYS
  }

  /** So that the 64 connections of a client suffice, with the parts of large objects. */
  private static final int MOST = 32;

  /** Checks the number. */
  public CopyOptions {
    if (parallel < 1 || parallel > MOST) {
      throw new IllegalArgumentException("1 to " + MOST + " objects at once, not " + parallel);
    }
  }

  /** Every default. */
  public static CopyOptions defaults() {
    return new CopyOptions(16, Overwrite.NEVER, false, false, false, null);
  }

  /** The same with another number of objects at once. */
  public CopyOptions withParallel(int number) {
    return new CopyOptions(number, overwrite, deep, dryRun, evenIfReplicatedBack, checkpoint);
  }

  /** The same with another rule for other content at B. */
  public CopyOptions withOverwrite(Overwrite rule) {
    return new CopyOptions(parallel, rule, deep, dryRun, evenIfReplicatedBack, checkpoint);
  }

  /** The same, reading both where ETags do not tell. */
  public CopyOptions withDeep(boolean on) {
    return new CopyOptions(parallel, overwrite, on, dryRun, evenIfReplicatedBack, checkpoint);
  }

  /** The same, only looking. */
  public CopyOptions withDryRun(boolean on) {
    return new CopyOptions(parallel, overwrite, deep, on, evenIfReplicatedBack, checkpoint);
  }

  /** The same, also where B replicates to A. */
  public CopyOptions withEvenIfReplicatedBack(boolean on) {
    return new CopyOptions(parallel, overwrite, deep, dryRun, on, checkpoint);
  }

  /** The same with a file that says how far it got. */
  public CopyOptions withCheckpoint(@Nullable Path file) {
    return new CopyOptions(parallel, overwrite, deep, dryRun, evenIfReplicatedBack, file);
  }
}
