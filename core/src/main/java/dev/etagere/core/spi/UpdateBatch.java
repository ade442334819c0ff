package dev.etagere.core.spi;

import dev.etagere.core.Body;
import dev.etagere.core.Content;
import dev.etagere.core.Lineage;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.Precondition;
import dev.etagere.core.StoredObject;
import dev.etagere.core.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Calls that are to be one write, and what their functions make, one after the other, of what was
 * there. Guarded by its line's lock until it is sent.
 */
final class UpdateBatch {
  private static final int MOST_CALLS = 256;

  private final String key;
  private final StoreSettings settings;
  private final List<UpdateCall> calls = new ArrayList<>();

  /** What it goes on from; unknown as long as a batch before it is being written. */
  private @Nullable Base base;

  private @Nullable StoredObject current;
  private @Nullable Version state;
  private @Nullable Content last;

  /** Whether what is there after it is in memory. */
  private boolean open = true;

  /**
   * What is there.
   *
   * @param object the object, or {@code null} if there is none
   * @param newest the number of the last call that had come when it was known to be there: to that
   *     call, and those before, it is no past
   */
  record Base(@Nullable StoredObject object, long newest) {
    @Nullable Version version() {
      return object == null ? null : object.version();
    }
  }

  private UpdateBatch(String key, StoreSettings settings) {
    this.key = key;
    this.settings = settings;
  }

  UpdateBatch(String key, StoreSettings settings, Base base) {
    this(key, settings);
    this.base = base;
    this.current = base.object;
    this.state = base.version();
  }

  /** The batch of those who come while this one is written; {@code null} if they have to read. */
  @Nullable UpdateBatch next() {
    if (!open) {
      return null;
    }
    UpdateBatch next = new UpdateBatch(key, settings);
    next.current = current;
    next.state = state;
    return next;
  }

  /** The batch before it was written. */
  void follow(UpdateBatch before, Base written) {
    base = written;
    for (UpdateCall call : calls) {
      if (Objects.equals(call.version(), before.state)) {
        call.leaves(written.version());
      }
    }
    if (Objects.equals(state, before.state)) {
      state = written.version();
      current = written.object;
    }
  }

  Base base() {
    if (base == null) {
      throw new IllegalStateException("what this batch goes on from is being written");
    }
    return base;
  }

  /** What the next function sees. */
  @Nullable StoredObject current() {
    return current;
  }

  List<UpdateCall> calls() {
    return calls;
  }

  int size() {
    return calls.size();
  }

  boolean takesMore() {
    return open && calls.size() < MOST_CALLS;
  }

  /** Takes a call in whose function has run. */
  void join(UpdateCall call) {
    Content made = call.made();
    if (made != null) {
      last = made;
      // No location has such a version, so a condition on it fails: others came after.
      state = Version.of("combined-" + settings.ambient().newWriteId(), Lineage.unknown());
      current = inMemory(made, state);
      open = current != null;
    }
    call.leaves(state);
    call.moveTo(UpdateCall.Stage.JOINED);
    calls.add(call);
  }

  /** Whether there is something to write. */
  boolean changes() {
    return last != null;
  }

  /** The deadline of the most patient; the others leave before. */
  Deadline deadline() {
    return calls.stream()
        .map(UpdateCall::deadline)
        .max(Comparator.comparing(Deadline::remaining))
        .orElseThrow();
  }

  /**
   * The answer to a write.
   *
   * @param version what is there now, if it was written
   * @param failure why it was not, or may not have been
   */
  record Sent(@Nullable Version version, @Nullable Throwable failure) {}

  Sent send(StoreBackend backend, Deadline deadline) {
    if (last == null) {
      throw new IllegalStateException("a batch that changes nothing is not sent");
    }
    try {
      Version there = base().version();
      Precondition condition = there == null ? Precondition.absent() : Precondition.matches(there);
      return new Sent(backend.putThenRead(key, last, condition, deadline), null);
    } catch (Throwable e) { // the callers hear of it
      return new Sent(null, e);
    }
  }

  /** It is written: each call is told the state that it left. */
  void succeed(Version written) {
    for (UpdateCall call : calls) {
      if (Objects.equals(call.version(), state)) {
        call.leaves(written);
      }
      call.moveTo(UpdateCall.Stage.DONE);
    }
  }

  /**
   * It was not written, or perhaps not: told to each who changed something, unless it may be due to
   * what another made.
   *
   * @return who is to try again, some of them alone
   */
  List<UpdateCall> fail(@Nullable Throwable failure) {
    Throwable its =
        failure == null || calls.size() == 1 ? failure : UpdateReader.ofEach(key, failure);
    List<UpdateCall> again = new ArrayList<>();
    for (UpdateCall call : calls) {
      if (call.changes() && its != null) {
        call.fail(its);
        continue;
      }
      if (call.changes()) {
        call.standAlone();
      }
      again.add(call);
    }
    return again;
  }

  /**
   * Nothing was to be written: those who came before what they saw was known to be there are told.
   *
   * @return the others
   */
  List<UpdateCall> endLooks() {
    long newest = base().newest;
    List<UpdateCall> later = new ArrayList<>();
    for (UpdateCall call : calls) {
      if (call.number() <= newest) {
        call.moveTo(UpdateCall.Stage.DONE);
      } else {
        later.add(call);
      }
    }
    return later;
  }

  /** What there is once it is written, or {@code null} if it is not in memory. */
  @Nullable Base after(Version written, long newest) {
    StoredObject object = last == null ? null : inMemory(last, written);
    return object == null ? null : new Base(object, newest);
  }

  /** What a read would show of this content, or {@code null} if it is not in memory. */
  private @Nullable StoredObject inMemory(Content content, Version version) {
    if (!(content.body() instanceof Body.Bytes body)
        || body.bytes().length > settings.maxBytesInMemory()) {
      return null;
    }
    return new StoredObject(
        new ObjectInfo(
            key,
            version,
            body.bytes().length,
            settings.ambient().now(),
            content.attributes(),
            content.storageClass(),
            content.encryption()),
        body.bytes());
  }
}
