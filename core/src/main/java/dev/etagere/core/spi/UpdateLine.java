package dev.etagere.core.spi;

import dev.etagere.core.ConflictException;
import dev.etagere.core.Revision;
import dev.etagere.core.StoredObject;
import dev.etagere.core.Version;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The updates of one key by the threads of one process, in one chain of values.
 *
 * <p>Who finds nothing to go on from reads the object. Each then runs his function, on his own
 * thread and one at a time, on what the one before made, also while that is being written, and
 * joins the open batch. When the write before it has ended, the batch becomes one write under the
 * condition that what it goes on from is there. Nobody hears of anything before that is known:
 *
 * <ul>
 *   <li>written: every result, and all that was thrown, rests on what was there;
 *   <li>conflict: all run again, on what is there then;
 *   <li>unavailable or unknown: so told to all whose function changed something; the others run
 *       again. Any other failure may be due to what one of them made, so each is tried by itself;
 *   <li>nothing to write: those who came before what they saw was known to be there are told, the
 *       others look again.
 * </ul>
 *
 * <p>Who gives up before he was sent is left out, and those after him run again without him; who
 * gives up later does not know his outcome. A function that needs the object itself is alone.
 *
 * <p>One class, though a long one: all of it stands under one lock.
 */
final class UpdateLine {
  /** For so many moments at the most a write waits for others. */
  private static final int MOMENTS = 4;

  private final String key;
  private final UpdateReader reader;
  private final StoreBackend backend;
  private final StoreSettings settings;
  private final Executor senders;
  private final UpdatePace pace;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();

  /** Those whose function is to run, in their order. */
  private final Deque<UpdateCall> waiting = new ArrayDeque<>();

  /** What takes more calls in, or {@code null} while it is not known what is there. */
  private @Nullable UpdateBatch open;

  /** How often the chain began anew. */
  private long chain;

  private long came;

  /** Whether somebody reads, or is alone. */
  private boolean reading;

  /** Whether somebody writes. */
  private boolean sending;

  /** What was refused last. */
  private UpdateRefusal refusal = UpdateRefusal.NONE;

  /** What is being written. */
  private @Nullable UpdateBatch sent;

  /** How many calls the sender waits for. */
  private int expected;

  /** How many calls were told their outcome last, and may come again at once. */
  private int returning;

  /** Whose function is running. */
  private volatile @Nullable Thread running;

  /** How many calls there are; guarded by the table of lines. */
  int users;

  UpdateLine(String key, StoreBackend backend, StoreSettings settings, Executor senders) {
    this.key = key;
    this.backend = backend;
    this.settings = settings;
    this.senders = senders;
    this.reader = new UpdateReader(key, backend, settings);
    this.pace = new UpdatePace(settings.ambient());
  }

  @Nullable Version run(Revision revision, Deadline deadline) {
    if (Thread.currentThread().equals(running)) {
      throw new IllegalStateException(
          "the function of an update of '" + key + "' must not update the same key");
    }
    lock.lock();
    UpdateCall call = new UpdateCall(key, revision, deadline, ++came, lock.newCondition());
    try {
      waiting.add(call);
      while (!call.done()) {
        goOn(call);
      }
      return call.outcome();
    } finally {
      leave(call);
      lock.unlock();
    }
  }

  private void goOn(UpdateCall call) {
    boolean free = waiting.peek() == call && running == null && !reading;
    if (free && call.alone() && !sending && (open == null || open.size() == 0)) {
      alone(call);
    } else if (free && !call.alone() && open == null && !sending) {
      look(call);
    } else if (free && !call.alone() && open != null && open.takesMore()) {
      join(call, open);
    } else {
      call.await();
    }
  }

  private void look(UpdateCall call) {
    reading = true;
    try {
      begin(read(call.deadline()));
    } finally {
      reading = false;
      wakeAll();
    }
  }

  private UpdateBatch.Base read(Deadline deadline) {
    Duration pause = pace.pause();
    ConflictException lost = pace.lost();
    Deadline within = outside(() -> reader.pause(pause, deadline, lost));
    long newest = came;
    Optional<StoredObject> object = outside(() -> reader.read(within));
    UpdateBatch.Base base = new UpdateBatch.Base(object.orElse(null), newest);
    pace.saw(base.version());
    waiting.removeAll(refusal.settle(base.version()));
    refusal = UpdateRefusal.NONE;
    return base;
  }

  private void begin(UpdateBatch.@Nullable Base base) {
    open = base == null ? null : new UpdateBatch(key, settings, base);
    chain++;
  }

  /** Runs the function on the end of the chain. */
  private void join(UpdateCall call, UpdateBatch batch) {
    long before = chain;
    apply(call, batch);
    if (open == null || chain != before) {
      wakeFirst(); // the chain has begun anew meanwhile, perhaps with others before this one
      return;
    }
    open.join(call);
    waiting.remove(call);
    wakeFirst();
    if (sending) {
      if (open.size() >= expected) {
        arrived.signal();
      }
      return;
    }
    sending = true;
    if (open.size() > 1 || !waiting.isEmpty() || pace.yields()) {
      startSender();
      return;
    }
    try {
      sendOpen(open);
    } finally {
      goOnSending();
    }
  }

  private void apply(UpdateCall call, UpdateBatch batch) {
    StoredObject seen = batch.current();
    running = Thread.currentThread();
    try {
      outside(() -> call.apply(seen));
    } finally {
      running = null;
    }
    if (!call.threw()) {
      reader.requireTime(call.deadline(), pace.lost());
    }
  }

  /** Reads, runs and writes with nobody beside. */
  private void alone(UpdateCall call) {
    reading = true;
    sending = true;
    try {
      begin(null);
      UpdateBatch batch = new UpdateBatch(key, settings, read(call.deadline()));
      if (call.done()) {
        return; // it had been written, as it turned out
      }
      apply(call, batch);
      batch.join(call);
      waiting.remove(call);
      open = batch;
      sendOpen(batch);
    } finally {
      reading = false;
      goOnSending();
    }
  }

  /** After a write of one's own: those who came meanwhile are not one's business. */
  private void goOnSending() {
    if (open != null && open.size() > 0) {
      startSender();
    } else {
      sending = false;
      wakeAll();
    }
  }

  private void startSender() {
    try {
      senders.execute(this::drain);
    } catch (Throwable e) { // there is no thread to be had: each sends his own on his
      sending = false;
      if (open != null) {
        open.calls().forEach(UpdateCall::standAlone);
      }
      restart(List.of());
    }
  }

  /** Sends as long as there is something to send. */
  private void drain() {
    lock.lock();
    try {
      gather();
      while (open != null && open.size() > 0) {
        if (pace.yields()) {
          letOthersIn(open.deadline());
        } else {
          sendOpen(open);
        }
        gather();
      }
    } finally {
      sending = false;
      if (open != null && open.size() > 0) {
        restart(List.of());
      }
      wakeAll();
      lock.unlock();
    }
  }

  /**
   * Waits a moment for those who are on their way, to run their function or to come again after
   * their last one was written; and for another one as long as somebody came meanwhile.
   */
  private void gather() {
    expected = returning + waiting.size() + (open == null ? 0 : open.size());
    returning = 0;
    int before = -1;
    for (int i = 0; i < MOMENTS && open != null && open.size() > before; i++) {
      before = open.size();
      await(open, pace.linger());
    }
  }

  /** Until all who are expected are there, or the time is up. */
  private void await(UpdateBatch batch, Duration time) {
    long nanos = time.toNanos();
    try {
      while (nanos > 0 && open == batch && batch.size() < expected) {
        nanos = arrived.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does; then there is no waiting
    }
  }

  /** Waits, and looks whether others came. */
  private void letOthersIn(Deadline deadline) {
    UpdateBatch.Base base;
    try {
      base = read(deadline);
    } catch (RuntimeException e) {
      restart(List.of()); // each finds out for himself
      return;
    }
    if (open == null || !Objects.equals(base.version(), open.base().version())) {
      restart(List.of());
      begin(base);
      wakeAll();
    }
  }

  /** One write of the open batch; none if there is nothing to write. */
  private void sendOpen(UpdateBatch batch) {
    if (!batch.changes()) {
      looked(batch);
      return;
    }
    open = batch.next();
    sent = batch;
    batch.calls().forEach(call -> call.moveTo(UpdateCall.Stage.SENT));
    long newest = came;
    Deadline deadline = batch.deadline();
    long start = settings.ambient().nanoTime();
    UpdateBatch.Sent answer = outside(() -> batch.send(backend, deadline));
    sent = null;
    Version written = answer.version();
    if (written != null) {
      pace.won(written, since(start));
      written(batch, written, newest);
    } else {
      notWritten(batch, answer.failure(), since(start));
    }
  }

  private void written(UpdateBatch batch, Version version, long newest) {
    UpdateBatch.Base base = batch.after(version, newest);
    if (open == null || base == null) {
      begin(base);
    } else {
      open.follow(batch, base);
    }
    returning = batch.size();
    batch.succeed(version);
  }

  private void notWritten(UpdateBatch batch, @Nullable Throwable failure, Duration took) {
    if (failure instanceof ConflictException race) {
      pace.lost(race, took);
      refusal = UpdateRefusal.of(batch, race);
      restart(batch.calls());
    } else {
      restart(batch.fail(failure));
    }
  }

  /** What was seen holds for those who came before it was known to be there. */
  private void looked(UpdateBatch batch) {
    List<UpdateCall> later = batch.endLooks();
    if (later.isEmpty()) {
      open = new UpdateBatch(key, settings, batch.base());
    } else {
      open = null;
      restart(later);
    }
  }

  /** The chain is broken: these run again, then those of the open batch, then who waits. */
  private void restart(List<UpdateCall> first) {
    List<UpdateCall> again = new ArrayList<>(first);
    if (open != null) {
      again.addAll(open.calls());
    }
    again.removeIf(UpdateCall::left);
    for (int i = again.size() - 1; i >= 0; i--) {
      again.get(i).moveTo(UpdateCall.Stage.WAITING);
      waiting.addFirst(again.get(i));
    }
    begin(null);
    wakeAll();
  }

  /** A call goes away, with its outcome or without. */
  private void leave(UpdateCall call) {
    waiting.remove(call);
    UpdateBatch batch = open;
    if (call.left() && batch != null && batch.calls().remove(call) && call.changes()) {
      // Those after it have built on it.
      UpdateBatch before = sent;
      UpdateBatch anew =
          before == null ? new UpdateBatch(key, settings, batch.base()) : before.next();
      restart(List.of());
      open = anew;
    }
    wakeFirst();
  }

  private void wakeFirst() {
    UpdateCall first = waiting.peek();
    if (first != null) {
      first.wake();
    }
  }

  private void wakeAll() {
    waiting.forEach(UpdateCall::wake);
  }

  private Duration since(long start) {
    return Duration.ofNanos(settings.ambient().nanoTime() - start);
  }

  /** Does what takes long, or is the caller's, without the lock. */
  private <R> R outside(Supplier<R> work) {
    lock.unlock();
    try {
      return work.get();
    } finally {
      lock.lock();
    }
  }
}
