package dev.etagere.quorum;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One read or write of one key, from its beginning to its answer. It does nothing by itself: {@link
 * #advance()} gives the requests to send now, {@link #observe} takes what became of one, and so on
 * until there is an {@link #answer()}; whoever drives it keeps the time, and says with {@link
 * #expire()} that there is none left. At most one request is under way to each location.
 *
 * <p>Not safe for use by several threads at once. Two operations share nothing but {@link Known};
 * and a {@link Lease}, which the later one takes over.
 */
public final class Operation {
  private final Members members;
  private final Task task;
  private final Rules rules;
  private final View view;
  private final Outbox outbox;
  private final Uploads uploads;
  private final Verdict verdict;
  private final Conduct conduct;
  private @Nullable Answer answer;
  private @Nullable Lease lease;

  /**
   * Begins an operation.
   *
   * @param known what an operation on this key knew when it ended, to save reads; {@code null} for
   *     nothing. However old, it can make nothing wrong
   */
  public static Operation begin(Members members, Task task, Policy policy, @Nullable Known known) {
    return begin(members, task, policy, known, null);
  }

  /**
   * Begins an operation of a client that may lead a sticky term for the key.
   *
   * @param known as above
   * @param lease what {@link #lease()} of the client's last write on this key gave; {@code null} if
   *     it gave nothing, or is not to be had
   * @throws IllegalStateException if the lease was used before: writes that share one go one after
   *     the other, each with the lease of the one before
   */
  public static Operation begin(
      Members members, Task task, Policy policy, @Nullable Known known, @Nullable Lease lease) {
    Lease used = lease == null ? null : lease.use();
    return new Operation(members, task, policy, known, used, Rules.STANDARD);
  }

  Operation(
      Members members,
      Task task,
      Policy policy,
      @Nullable Known known,
      @Nullable Lease lease,
      Rules rules) {
    this.members = members;
    this.task = task;
    this.rules = rules;
    view = known == null ? new View(members) : known.view().copy();
    view.makeStale();
    outbox = new Outbox(members.size(), policy);
    uploads = new Uploads(members, policy, rules, outbox);
    verdict = new Verdict(members, task, policy, rules, view, outbox, uploads);
    conduct = new Conduct(members, task, policy, lease, rules, view, outbox, uploads);
  }

  /** For the exhaustive exploration: the same operation at the same point, under a policy. */
  Operation(Operation other, Policy policy) {
    members = other.members;
    task = other.task;
    rules = other.rules;
    view = other.view.copy();
    outbox = new Outbox(other.outbox, policy);
    uploads = new Uploads(other.uploads, policy, outbox);
    verdict = new Verdict(members, task, policy, rules, view, outbox, uploads);
    conduct = new Conduct(other.conduct, policy, view, outbox, uploads);
    answer = other.answer;
  }

  /** For the exhaustive exploration: all that decides how the operation goes on. */
  List<@Nullable Object> essence() {
    List<@Nullable Object> all = new ArrayList<>(Arrays.asList(conduct.essence()));
    for (int i = 0; i < view.size(); i++) {
      all.add(view.at(i));
      all.add(outbox.under(i));
      all.add(outbox.isForeign(i));
    }
    return all;
  }

  /** How it ended; {@code null} while it has not. */
  public @Nullable Answer answer() {
    return answer;
  }

  /** What it knows, for a later operation on the same key. */
  public Known known() {
    return new Known(view);
  }

  /**
   * With what the client's next write on this key goes on leading its sticky term, once this
   * operation has ended; {@code null} if it leads none, or no more: it was outbid, or its write's
   * outcome is unknown.
   */
  public @Nullable Lease lease() {
    boolean goesOn = answer instanceof Answer.Committed || (answer != null && conduct.mine == null);
    if (goesOn && lease == null) {
      lease = conduct.lease();
    }
    return lease;
  }

  /** For a negative control: {@link #lease()} however it ended. */
  @Nullable Lease leaseAnyway() {
    return conduct.lease();
  }

  /** The locations where something was found that is not ours: each is worth an alarm. */
  public List<Integer> foreign() {
    List<Integer> indices = new ArrayList<>();
    for (int i = 0; i < view.size(); i++) {
      if (outbox.isForeign(i)) {
        indices.add(i);
      }
    }
    return indices;
  }

  /**
   * Decides: afterwards there is an answer, or these requests are to be sent. To be called at the
   * beginning, after each {@link #observe}, and when the policy's answers may have changed.
   */
  public List<Request> advance() {
    outbox.clear();
    conduct.seeWhoLeads();
    if (answer == null && rules.isOutdated(view)) {
      answer = outdated();
    }
    if (answer == null) {
      conclude();
    }
    if (answer == null) {
      conduct.act();
      if (outbox.isStuck()) {
        conduct.lookAgain();
      }
    }
    return outbox.drain();
  }

  /**
   * Takes what became of a request. A reply to a request that was given up is ignored; one that
   * comes after the answer makes {@link #known()} better.
   *
   * @throws IllegalArgumentException if no such request can have such a reply
   */
  public void observe(Request request, Reply reply) {
    int location = request.location();
    if (!outbox.close(request)) {
      return;
    }
    if (request instanceof Request.Upload upload) {
      observeUpload(upload, reply);
      return;
    }
    view.put(location, null);
    if (request instanceof Request.Put put) {
      observePut(put, reply);
    } else if (reply instanceof Reply.Found found) {
      if (found.register().location().equals(members.id(location))) {
        view.put(location, new Sight(found.register(), found.etag(), true));
      } else {
        outbox.isNotOurs(location);
      }
    } else if (reply == Reply.Plain.NOTHING) {
      view.put(location, new Sight(members.nothingAt(location), null, true));
    } else if (reply == Reply.Plain.FOREIGN) {
      outbox.isNotOurs(location);
    } else if (reply == Reply.Plain.LOST) {
      outbox.failed(location);
    } else {
      throw new IllegalArgumentException("no read is answered by " + reply);
    }
  }

  private void observeUpload(Request.Upload upload, Reply reply) {
    if (reply instanceof Reply.Stored) {
      uploads.stored(upload);
    } else if (reply == Reply.Plain.LOST) {
      outbox.failed(upload.location());
    } else {
      throw new IllegalArgumentException("no upload is answered by " + reply);
    }
  }

  private void observePut(Request.Put put, Reply reply) {
    Proposal mine = conduct.mine;
    if (put.proposal() && mine != null && mine.id().equals(put.register().state().id())) {
      conduct.heard(mine, reply);
    }
    if (reply instanceof Reply.Stored stored) {
      view.put(put.location(), new Sight(put.register(), stored.etag(), true));
    } else if (reply == Reply.Plain.REFUSED || reply == Reply.Plain.LOST) {
      outbox.failed(put.location());
    } else {
      throw new IllegalArgumentException("no write is answered by " + reply);
    }
  }

  /** There is no time left: the best answer that what was seen allows. */
  public Answer expire() {
    if (answer == null) {
      Proposal mine = conduct.mine;
      if (mine == null || mine.open() == 0) {
        answer =
            new Answer.Unavailable(
                rules.current(view) == null
                    ? "no majority of the locations agreed in time"
                    : "its payload is only where no answer came from");
      } else if (rules.committed(view, mine)) {
        answer = verdict.committed(mine);
      } else {
        answer = new Answer.Unknown(mine.state().token(), "its outcome did not show in time");
      }
    }
    return answer;
  }

  /** What was seen of others' decisions tells nothing of our write. */
  private Answer outdated() {
    Proposal mine = conduct.mine;
    return mine == null || rules.cameToNothing(mine)
        ? new Answer.Outdated(rules.termInForce(view).epoch())
        : new Answer.Unknown(mine.state().token(), "locations of the store were exchanged");
  }

  private void conclude() {
    if (verdict.contradiction()) {
      answer = new Answer.Corrupt("two locations hold different writes at one place");
      return;
    }
    if (conduct.mine != null) {
      settle(conduct.mine);
    }
    State current = conduct.mine == null && answer == null ? rules.current(view) : null;
    if (current != null && conduct.isFenced(current)) {
      answer = verdict.on(current);
    }
  }

  private void settle(Proposal mine) {
    if (rules.committed(view, mine)) {
      if (verdict.enoughCopies(mine)) {
        answer = verdict.committed(mine);
      }
    } else if (rules.lost(view, mine)) {
      conduct.giveUp(mine);
    } else if (rules.forgotten(view, mine)) {
      answer =
          new Answer.Unknown(
              mine.state().token(), "too many writes were made since to tell whether it was");
    }
  }
}
