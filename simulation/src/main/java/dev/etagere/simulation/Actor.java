package dev.etagere.simulation;

import dev.etagere.quorum.Laboratory;
import dev.etagere.quorum.Lease;
import dev.etagere.quorum.Operation;
import dev.etagere.quorum.Policy;
import dev.etagere.quorum.Request;
import dev.etagere.quorum.Token;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client of the exploration: all it is decides what it does. */
final class Actor implements Policy {
  final int number;
  final List<Request> sent = new ArrayList<>();
  @Nullable Operation operation;
  @Nullable Token last;
  @Nullable Lease lease;
  int current = -1;
  int writes;
  int lastWrite;
  private final boolean leads;
  private int led;
  private int believedDown = -1;

  Actor(int number, boolean leads) {
    this.number = number;
    this.leads = leads;
  }

  Actor copy() {
    Actor copy = new Actor(number, leads);
    copy.sent.addAll(sent);
    copy.operation = operation == null ? null : Laboratory.copy(operation, copy);
    copy.last = last;
    copy.lease = lease;
    copy.led = led;
    copy.current = current;
    copy.writes = writes;
    copy.lastWrite = lastWrite;
    copy.believedDown = believedDown;
    return copy;
  }

  /** How many sticky terms it took. */
  int led() {
    return led;
  }

  int believedDown() {
    return believedDown;
  }

  void believeDown(int location) {
    believedDown = location;
  }

  @Override
  public boolean mayAsk(int location, int failures) {
    return true;
  }

  @Override
  public boolean isDown(int location) {
    return location == believedDown;
  }

  @Override
  public int distance(int location) {
    return location;
  }

  @Override
  public @Nullable String newLeader() {
    led += leads ? 1 : 0;
    return leads ? "n" + number + "-" + led : null;
  }

  @Override
  public String newId() {
    writes++;
    lastWrite = 1 + number + writes * 10;
    return "w" + lastWrite;
  }
}
