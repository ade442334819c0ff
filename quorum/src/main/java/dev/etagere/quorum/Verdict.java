package dev.etagere.quorum;

import org.jspecify.annotations.Nullable;

/** Whether what was seen makes an answer to the task. Remembers nothing. */
final class Verdict {
  private final Members members;
  private final Task task;
  private final Policy policy;
  private final Rules rules;
  private final View view;
  private final Outbox outbox;
  private final Uploads uploads;

  Verdict(
      Members members,
      Task task,
      Policy policy,
      Rules rules,
      View view,
      Outbox outbox,
      Uploads uploads) {
    this.members = members;
    this.task = task;
    this.policy = policy;
    this.rules = rules;
    this.view = view;
    this.outbox = outbox;
    this.uploads = uploads;
  }

  /** The answer that the current state is; {@code null} if there is more to do. */
  @Nullable Answer on(State current) {
    if (task instanceof Task.Write write) {
      return judge(write, current);
    }
    return isWhereItShouldBe(current) ? read(current) : null;
  }

  /** Whether it is wherever the task has to bring it, with its payload where that belongs. */
  private boolean isWhereItShouldBe(State current) {
    boolean allDown = task instanceof Task.Repair;
    for (int i = 0; i < view.size(); i++) {
      boolean excused = allDown && (policy.isDown(i) || outbox.isForeign(i));
      if (!task.isFor(members, i) || excused) {
        continue;
      }
      Sight at = view.at(i);
      if (at == null
          || !rules.counts(at)
          || !rules.holds(at.state(), current)
          || (members.holdsData(i) && at.state().isHollow())) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable Answer judge(Task.Write write, State current) {
    if (!write.condition().holds(current)) {
      return new Answer.Conflict(current);
    }
    return write.fits(current) ? null : new Answer.Current(current);
  }

  private @Nullable Answer read(State current) {
    Payload payload = current.isHollow() ? view.payload(current.id()) : null;
    State whole = payload == null ? current : current.with(payload);
    return whole.isHollow() ? null : new Answer.Current(whole);
  }

  Answer committed(Proposal mine) {
    return new Answer.Committed(mine.state().token(), copies(mine));
  }

  /** As many as wanted at locations that stay, or all but those that are down. */
  boolean enoughCopies(Proposal mine) {
    int wanted = task instanceof Task.Write write ? write.copies() : 0;
    boolean allUpHold = true;
    for (int i = 0; i < view.size(); i++) {
      allUpHold &=
          !members.holdsData(i) || holdsCopy(i, mine) || policy.isDown(i) || outbox.isForeign(i);
    }
    return allUpHold || copies(mine) >= wanted;
  }

  private int copies(Proposal mine) {
    int copies = 0;
    for (int i = 0; i < view.size(); i++) {
      copies += members.keepsData(i) && holdsCopy(i, mine) ? 1 : 0;
    }
    return copies;
  }

  private boolean holdsCopy(int location, Proposal mine) {
    Sight sight = view.at(location);
    if (sight == null || !rules.counts(sight) || !sight.state().includes(mine.id())) {
      return false;
    }
    State state = sight.state();
    if (!state.id().equals(mine.id())) {
      return !state.isHollow() && isAboveSettled(state, mine);
    }
    Value value = state.value();
    return (value != null && value.payload() instanceof Payload.Blob blob)
        ? uploads.has(location, blob.name())
        : !state.isHollow();
  }

  /** A state with ours below counts for a copy if it can only be replaced by those above ours. */
  private boolean isAboveSettled(State state, Proposal mine) {
    for (int i = 0; i < view.size(); i++) {
      Sight sight = view.at(i);
      if (sight != null
          && rules.counts(sight)
          && sight.state().includes(mine.id())
          && rules.settled(view, sight.state())
          && rules.holds(state, sight.state())) {
        return true;
      }
    }
    return false;
  }

  /** Two writes at one place: somebody broke a rule, or a location lost what it acknowledged. */
  boolean contradiction() {
    for (int i = 0; i < view.size(); i++) {
      for (int j = 0; j < i; j++) {
        Sight a = view.at(i);
        Sight b = view.at(j);
        if (a != null
            && b != null
            && a.state().comparePlace(b.state()) == 0
            && !a.state().id().equals(b.state().id())) {
          return true;
        }
      }
    }
    return false;
  }
}
