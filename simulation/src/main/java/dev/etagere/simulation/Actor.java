package dev.etagere.simulation;

import dev.etagere.quorum.Laboratory;
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
  int current = -1;
  int writes;
  int lastWrite;
  private int believedDown = -1;

  Actor(int number) {
    this.number = number;
  }

  Actor copy() {
    Actor copy = new Actor(number);
    copy.sent.addAll(sent);
    copy.operation = operation == null ? null : Laboratory.copy(operation, copy);
    copy.last = last;
    copy.current = current;
    copy.writes = writes;
    copy.lastWrite = lastWrite;
    copy.believedDown = believedDown;
    return copy;
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
  public String newId() {
    writes++;
    lastWrite = 1 + number + writes * 10;
    return "w" + lastWrite;
  }
}
