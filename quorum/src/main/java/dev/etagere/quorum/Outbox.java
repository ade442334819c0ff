package dev.etagere.quorum;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operation has under way: one request at most to each location, when the policy agrees.
 */
final class Outbox {
  private final Policy policy;
  private final @Nullable Request[] pending;
  private final int[] failures;
  private final boolean[] foreign;
  private final List<Request> out = new ArrayList<>(3);
  private boolean heldBack;

  Outbox(int locations, Policy policy) {
    this.policy = policy;
    pending = new @Nullable Request[locations];
    failures = new int[locations];
    foreign = new boolean[locations];
  }

  Outbox(Outbox other, Policy policy) {
    this.policy = policy;
    pending = other.pending.clone();
    failures = other.failures.clone();
    foreign = other.foreign.clone();
  }

  @Nullable Request under(int location) {
    return pending[location];
  }

  boolean isFree(int location) {
    return pending[location] == null;
  }

  boolean isForeign(int location) {
    return foreign[location];
  }

  boolean isIdle() {
    for (Request request : pending) {
      if (request != null) {
        return false;
      }
    }
    return true;
  }

  /** Whether nothing is to be sent, and not because the policy wants to wait. */
  boolean isStuck() {
    return out.isEmpty() && !heldBack && isIdle();
  }

  /** Whether this request is still waited for; from now on it is not. */
  boolean close(Request request) {
    boolean waited = pending[request.location()] == request;
    if (waited) {
      pending[request.location()] = null;
    }
    return waited;
  }

  void failed(int location) {
    failures[location]++;
  }

  void isNotOurs(int location) {
    foreign[location] = true;
  }

  void clear() {
    out.clear();
    heldBack = false;
  }

  List<Request> drain() {
    return List.copyOf(out);
  }

  void ask(int location) {
    if (!isFree(location) || foreign[location]) {
      return;
    }
    if (policy.mayRead(location, failures[location])) {
      post(new Request.Get(location));
    } else {
      holdBack(location);
    }
  }

  /** Sends if the location is free and the policy agrees. */
  boolean send(Request request) {
    int location = request.location();
    if (!isFree(location)) {
      return false;
    }
    if (!policy.mayAsk(location, failures[location])) {
      holdBack(location);
      return false;
    }
    pending[location] = request;
    out.add(request);
    return true;
  }

  /** Whether a request would be sent now; if not, somebody has to ask again later. */
  boolean mayPost(int location) {
    boolean may = isFree(location) && policy.mayAsk(location, failures[location]);
    if (!may) {
      holdBack(location);
    }
    return may;
  }

  /** One that is down is not worth waiting for: what else there is to do must not wait for it. */
  private void holdBack(int location) {
    heldBack |= !policy.isDown(location);
  }

  void post(Request request) {
    pending[request.location()] = request;
    out.add(request);
  }
}
