package dev.etagere.cli;

import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.StoreException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What a command is at, so that whoever interrupts it can be told what is true of it. The command
 * writes here, and the thread that ends the process reads.
 */
final class Deed {
  /** How far a write is. */
  private enum Stage {
    NOT_SENT,
    PERHAPS_APPLIED,
    DONE
  }

  private final AtomicBoolean told = new AtomicBoolean();
  private volatile boolean interrupted;
  private volatile @Nullable String read;
  private volatile @Nullable String write;
  private volatile Stage stage = Stage.NOT_SENT;

  /** A read begins, such as "the read of 'k'". */
  void reads(String what) {
    read = what;
  }

  /** A write begins, of which nothing can have been applied yet. */
  void writes(String what) {
    stage = Stage.NOT_SENT;
    write = what;
  }

  /** From now on the write may be applied. */
  void perhapsApplied() {
    stage = Stage.PERHAPS_APPLIED;
  }

  /** The write is done. */
  void done() {
    stage = Stage.DONE;
  }

  /** Somebody wants the command to end. */
  void interrupt() {
    interrupted = true;
  }

  boolean isInterrupted() {
    return interrupted;
  }

  /**
   * What is true, once: for the second who asks there is nothing left to tell.
   *
   * @param error what the command ended with, or {@code null} if it has not ended, or well
   */
  @Nullable String truth(@Nullable Throwable error) {
    return told.compareAndSet(false, true) ? Failure.oneLine(words(error)) : null;
  }

  private String words(@Nullable Throwable error) {
    if (write == null) {
      return read == null ? "interrupted" : "interrupted; " + read + " was not finished";
    }
    return switch (stage(error)) {
      case NOT_SENT -> "interrupted; " + write + " was not done, nothing was changed";
      case PERHAPS_APPLIED ->
          "interrupted; whether "
              + write
              + " was done is not known, 'etagere stat' shows what is there";
      case DONE -> "interrupted, but " + write + " was done";
    };
  }

  /** A store says so if a write may have been applied; every other error of it says it was not. */
  private Stage stage(@Nullable Throwable error) {
    if (stage == Stage.DONE || !(error instanceof StoreException)) {
      return stage;
    }
    return error instanceof OutcomeUnknownException ? Stage.PERHAPS_APPLIED : Stage.NOT_SENT;
  }

  /** Whether there is a write that was done though the command was interrupted. */
  boolean isDone() {
    return write != null && stage == Stage.DONE;
  }
}
