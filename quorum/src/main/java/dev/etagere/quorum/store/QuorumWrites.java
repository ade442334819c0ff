package dev.etagere.quorum.store;

import dev.etagere.core.Ambient;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.Precondition;
import dev.etagere.core.Removal;
import dev.etagere.core.TransferListener;
import dev.etagere.core.UnsupportedException;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Deadline;
import dev.etagere.quorum.Answer;
import dev.etagere.quorum.Condition;
import dev.etagere.quorum.Payload;
import dev.etagere.quorum.State;
import dev.etagere.quorum.Task;
import dev.etagere.quorum.Token;
import dev.etagere.quorum.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Writes and deletes. */
final class QuorumWrites {
  /** Of no write: a value is never at it. */
  private static final Token NEVER = new Token(0, "never");

  private final List<Site> sites;
  private final Driver driver;
  private final Blobs blobs;
  private final QuorumReads reads;
  private final QuorumPolicy policy;
  private final QuorumListener listener;
  private final Ambient ambient;
  private final int copies;

  QuorumWrites(
      List<Site> sites,
      Driver driver,
      Blobs blobs,
      QuorumReads reads,
      QuorumPolicy policy,
      QuorumListener listener,
      Ambient ambient) {
    this.sites = sites;
    this.driver = driver;
    this.blobs = blobs;
    this.reads = reads.with(QuorumPolicy.Reads.LINEARIZABLE);
    this.policy = policy;
    this.listener = listener;
    this.ambient = ambient;
    this.copies = policy.acknowledge() == QuorumPolicy.Acknowledge.TWO_COPIES ? 2 : 1;
  }

  Quorum.Written put(
      String key,
      Content content,
      Precondition precondition,
      TransferListener progress,
      Deadline deadline) {
    requirePlain(key, content);
    driver.requireKey(key);
    try (Spool spool = Spool.of(key, content.body(), policy.inlineLimit())) {
      Answer answer =
          spool.size() > policy.inlineLimit()
              ? large(key, content, spool, precondition, progress, deadline)
              : small(key, content, spool, precondition, progress, deadline);
      if (answer instanceof Answer.Committed committed) {
        Version version = QuorumBackend.version(committed.token());
        listener.acknowledged(key, version, committed.copies());
        return new Quorum.Written(version, committed.copies());
      }
      throw conflict(key, precondition, ((Answer.Conflict) answer).state());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read what is to be stored at '" + key + "': " + e.getMessage(), e);
    }
  }

  private Answer small(
      String key,
      Content content,
      Spool spool,
      Precondition precondition,
      TransferListener progress,
      Deadline deadline)
      throws IOException {
    byte[] bytes = spool.bytes();
    Value value = value(content, spool, new Payload.Inline(bytes));
    Task task = new Task.Write(condition(precondition), value, copies);
    Answer answer = run(key, "write of '" + key + "'", task, deadline);
    if (answer instanceof Answer.Committed) {
      progress.moved(bytes.length);
    }
    return answer;
  }

  /**
   * The content first, then the small register: who loses the race has uploaded once all the same.
   */
  private Answer large(
      String key,
      Content content,
      Spool spool,
      Precondition precondition,
      TransferListener progress,
      Deadline deadline) {
    requireNow(key, precondition, deadline);
    Value value = value(content, spool, Payload.Large.INSTANCE);
    Task task = new Task.Write(condition(precondition), value, copies);
    Courier.Uploading uploading = blobs.uploading(key, spool.body(), progress, deadline);
    Driver.Ended ended = driver.run(key, task, uploading, deadline);
    if (ended.answer() instanceof Answer.Conflict || ended.answer() instanceof Answer.Unavailable) {
      blobs.remove(key, ended.uploads());
    }
    return settled(key, "write of '" + key + "'", ended, deadline);
  }

  /** Spares the upload of what is late already. */
  private void requireNow(String key, Precondition precondition, Deadline deadline) {
    if (!(precondition instanceof Precondition.None)) {
      State now = reads.read(key, deadline).state();
      if (!condition(precondition).holds(now)) {
        throw conflict(key, precondition, now);
      }
    }
  }

  private Value value(Content content, Spool spool, Payload payload) {
    return new Value(
        content.attributes(),
        spool.size(),
        spool.checksum(),
        ambient.now().truncatedTo(ChronoUnit.MILLIS),
        payload);
  }

  Removal delete(String key, Precondition precondition, Deadline deadline) {
    Task task = new Task.Write(condition(precondition), null, copies);
    Answer answer = run(key, "removal of '" + key + "'", task, deadline);
    if (answer instanceof Answer.Committed committed) {
      Version version = QuorumBackend.version(committed.token());
      listener.acknowledged(key, version, committed.copies());
      return Removal.REMOVED;
    }
    if (answer instanceof Answer.Conflict conflict && conflict.state().isPresent()) {
      throw conflict(key, precondition, conflict.state());
    }
    return Removal.ALREADY_ABSENT;
  }

  /** Committed or conflict, or of a delete that found nothing the state that is there. */
  private Answer run(String key, String what, Task task, Deadline deadline) {
    return settled(key, what, driver.run(key, task, deadline), deadline);
  }

  private Answer settled(String key, String what, Driver.Ended ended, Deadline deadline) {
    Answer answer = ended.answer();
    if (answer instanceof Answer.Committed
        || answer instanceof Answer.Conflict
        || answer instanceof Answer.Current) {
      return answer;
    }
    throw Outcomes.failure(key, what, ended, sites, deadline);
  }

  private static Condition condition(Precondition precondition) {
    if (precondition instanceof Precondition.Matches matches) {
      return new Condition.Matches(token(matches.version()));
    }
    return precondition instanceof Precondition.Absent
        ? Condition.Plain.ABSENT
        : Condition.Plain.ANY;
  }

  /** A version of another store names no write of this one, so nothing is at it. */
  private static Token token(Version version) {
    try {
      return Token.parse(version.token());
    } catch (IllegalArgumentException e) {
      return NEVER;
    }
  }

  private static ConflictException conflict(String key, Precondition precondition, State state) {
    Version current = QuorumBackend.version(state.token());
    if (!(precondition instanceof Precondition.Matches matches)) {
      return ConflictException.exists(key, current);
    }
    return state.isPresent()
        ? ConflictException.changed(key, matches.version(), current)
        : ConflictException.gone(key, matches.version());
  }

  /**
   * What belongs to one bucket cannot be kept the same at several, perhaps of several providers.
   */
  private static void requirePlain(String key, Content content) {
    String what =
        content.acl() != null
            ? "an ACL"
            : content.storageClass() != null
                ? "a storage class"
                : content.encryption() != null ? "an encryption" : null;
    if (what != null) {
      throw new UnsupportedException(
          key,
          "write of '"
              + key
              + "': "
              + what
              + " cannot be given to one object over several locations; leave it out, and set it"
              + " as the default of each bucket",
          null);
    }
  }
}
