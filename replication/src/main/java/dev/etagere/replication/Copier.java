package dev.etagere.replication;

import dev.etagere.core.AccessException;
import dev.etagere.core.StoreException;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.UnsupportedException;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.Parallel;
import dev.etagere.core.spi.StoreSettings;
import dev.etagere.replication.CopyOptions.Overwrite;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/**
 * Copies what is at A to B: what S3 does not replicate because it was there before the rules were.
 *
 * <p><b>Guarantees.</b> What is equal at both is left, so that a copy that was killed goes on when
 * it is run again. Content, part sizes, content type and its kin, all user metadata, storage class
 * and tags are kept, and with them the ETag. Nothing is replaced at B but what the {@linkplain
 * Overwrite rule} allows and only if it is still what was seen (If-None-Match, If-Match). Each
 * object is verified: its bytes by MD5 on arrival, its ETag at B after writing, and that A did not
 * change meanwhile; if it did, the newer state is copied. An object is never in memory as a whole
 * if it is above 1 MiB.
 *
 * <p>Costs a list request for each thousand keys at either side, and for each object copied a GET,
 * a PUT and a HEAD, more in parts. Gives up after 20 failures in a row. For one thread.
 */
public final class Copier {
  private static final int FAILURES_IN_A_ROW = 20;
  private static final int SAVE_EVERY = 100;

  /** No copy takes longer; each request of it has a limit of its own. */
  static final Duration LONGEST = Duration.ofDays(365);

  private final Site a;
  private final Site b;
  private final CopyOptions options;
  private final CopyListener listener;
  private final Comparison comparison;
  private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger failuresInARow = new AtomicInteger();

  /** Prepares a copy; run it once. */
  public Copier(Site a, Site b, CopyOptions options, CopyListener listener) {
    this.a = a;
    this.b = b;
    this.options = options;
    this.listener = listener;
    this.comparison = new Comparison(a, b, options.deep());
  }

  /**
   * Copies all.
   *
   * @throws InterruptedException if the thread is interrupted; run it again to go on
   * @throws UnsupportedException if B replicates to A and the options do not allow that
   * @throws IllegalArgumentException if both are one, or the checkpoint is another copy's
   * @throws StoreException if a location cannot be listed, or 20 objects failed in a row
   */
  public CopySummary run() throws InterruptedException {
    if (new SamePlace(a, b).overlap()) {
      throw new IllegalArgumentException(a + " and " + b + " are one and the same, or overlap");
    }
    requireNotReplicatedBack();
    Checkpoint checkpoint =
        options.checkpoint() == null ? null : new Checkpoint(options.checkpoint(), a, b);
    String after = checkpoint == null ? null : checkpoint.read();
    if (after != null) {
      listener.note("going on after '" + after + "', where the last run got to");
    }
    boolean markers = options.overwrite() != Overwrite.ALWAYS && mayHoldMarkers();
    ObjectCopy copy = new ObjectCopy(a, b, markers, bytesCounted());
    long onlyAtB = copyAll(copy, after, checkpoint);
    CopySummary summary = new CopySummary(outcomes, bytes.get(), onlyAtB, copy.withoutTags());
    if (checkpoint != null && !options.dryRun() && summary.count(Outcome.FAILED) == 0) {
      checkpoint.remove();
    }
    return summary;
  }

  private long copyAll(ObjectCopy copy, @Nullable String after, @Nullable Checkpoint checkpoint)
      throws InterruptedException {
    Watermark mark = new Watermark(after);
    long onlyAtB = 0;
    long seen = 0;
    try (Parallel parallel =
        new Parallel(
            StoreSettings.defaults(), options.parallel(), Deadline.after(LONGEST, a.ambient()))) {
      for (Pairs pairs = new Pairs(a, b, after); pairs.hasNext(); ) {
        Pairs.Pair pair = pairs.next();
        Entry source = pair.a();
        if (source == null) {
          onlyAtB++;
          continue;
        }
        long number = mark.begin(pair.key());
        if (isQuicklyEqual(source, pair.b())) {
          end(source, Outcome.EQUAL, "");
          mark.end(number, true);
        } else {
          parallel.run(
              () -> {
                mark.end(number, copyOne(copy, source, pair.b()));
                return null;
              });
        }
        if (++seen % SAVE_EVERY == 0) {
          save(checkpoint, mark);
        }
        if (Thread.interrupted()) {
          throw new InterruptedException("the copy was interrupted");
        }
      }
      parallel.await();
    } catch (RuntimeException | InterruptedException e) {
      try {
        save(checkpoint, mark);
      } catch (UncheckedIOException notSaved) {
        e.addSuppressed(notSaved); // a full disk must not hide why the copy ended
      }
      throw e;
    }
    save(checkpoint, mark);
    return onlyAtB;
  }

  private void save(@Nullable Checkpoint checkpoint, Watermark mark) {
    String key = mark.key();
    if (checkpoint != null && key != null && !options.dryRun()) {
      checkpoint.write(key);
    }
  }

  private static boolean isQuicklyEqual(Entry source, @Nullable Entry target) {
    Judgement quick = target == null ? null : Comparison.quick(source, target);
    return quick != null && quick.sameness() == Judgement.Sameness.EQUAL;
  }

  /**
   * Returns whether nothing is open about it: a run that goes on from the checkpoint must tell what
   * is, and may be told to do more about it.
   */
  private boolean copyOne(ObjectCopy copy, Entry source, @Nullable Entry target) {
    try {
      Decision decision = decide(source, target);
      Outcome outcome =
          decision.outcome != null ? decision.outcome : copy.copy(source, decision.target);
      end(source, outcome, decision.why);
      failuresInARow.set(0);
      return !outcome.isOpen();
    } catch (StoreException e) {
      end(source, Outcome.FAILED, String.valueOf(e.getMessage()));
      if (failuresInARow.incrementAndGet() >= FAILURES_IN_A_ROW) {
        throw givingUp(e);
      }
      return false;
    }
  }

  private static StoreException givingUp(StoreException e) {
    String message =
        "given up after " + FAILURES_IN_A_ROW + " failures in a row, the last: " + e.getMessage();
    return e instanceof AccessException
        ? new AccessException(e.key(), message, e)
        : new UnavailableException(e.key(), message, e);
  }

  /**
   * What to do.
   *
   * @param outcome nothing more, or {@code null} to copy
   * @param target what may be replaced, or {@code null} for nothing
   */
  private record Decision(@Nullable Outcome outcome, @Nullable Entry target, String why) {}

  private Decision decide(Entry source, @Nullable Entry target) {
    if (target == null) {
      return new Decision(options.dryRun() ? Outcome.WOULD_COPY : null, null, "");
    }
    Judgement judged = comparison.judge(source, target);
    if (judged.sameness() == Judgement.Sameness.EQUAL) {
      return new Decision(Outcome.EQUAL, null, judged.why());
    }
    boolean older = target.modified().isBefore(source.modified());
    boolean replace =
        options.overwrite() == Overwrite.ALWAYS
            || (options.overwrite() == Overwrite.OLDER && older);
    if (replace) {
      return new Decision(options.dryRun() ? Outcome.WOULD_COPY : null, target, judged.why());
    }
    String age = older ? "B's is older" : "B's is not older";
    boolean open = judged.sameness() == Judgement.Sameness.NOT_COMPARABLE;
    return new Decision(
        open ? Outcome.NOT_COMPARABLE : Outcome.KEPT, null, judged.why() + "; " + age);
  }

  private void end(Entry source, Outcome outcome, String message) {
    synchronized (outcomes) {
      outcomes.merge(outcome, 1L, Long::sum);
    }
    listener.ended(source.key(), source.size(), outcome, message);
  }

  private CopyListener bytesCounted() {
    return new CopyListener() {
      @Override
      public void moved(long more) {
        bytes.addAndGet(more);
        listener.moved(more);
      }
    };
  }

  /** Only a bucket that never kept versions is known to hold no delete marker. */
  private boolean mayHoldMarkers() {
    try {
      BucketVersioningStatus status =
          b.sendRaw(
                  null,
                  "versioning",
                  o ->
                      b.client()
                          .getBucketVersioning(r -> r.bucket(b.bucket()).overrideConfiguration(o)))
              .status();
      return status != null;
    } catch (SdkException e) {
      return true;
    }
  }

  private void requireNotReplicatedBack() {
    Rules rules = Rules.at(b);
    if (rules.unreadable() != null) {
      listener.note(
          "could not see whether B replicates to A ("
              + rules.unreadable()
              + "); if it does, nobody should write to A meanwhile");
      return;
    }
    if (rules.enabledFor(a).isEmpty()) {
      return;
    }
    String danger =
        "B replicates to A: what is copied counts as written now, and replicated back it would undo a"
            + " write to A that came between";
    if (!options.evenIfReplicatedBack() && !options.dryRun()) {
      throw new UnsupportedException(
          null,
          danger
              + ". Replicate from A to B only until the copy is done (etagere setup replication"
              + " --one-way), or stop all writers and say --even-if-replicated-back",
          null);
    }
    listener.note(danger);
  }

  /** For messages only. */
  @Override
  public String toString() {
    return "copy from " + a + " to " + b;
  }
}
