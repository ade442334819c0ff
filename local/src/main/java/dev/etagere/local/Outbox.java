package dev.etagere.local;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells who replicates, after a write, that there may be something to send. */
final class Outbox {
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  void listen(Runnable listener) {
    listeners.add(listener);
  }

  void forget(Runnable listener) {
    listeners.remove(listener);
  }

  ObjectFacts written(ObjectFacts facts) {
    if (facts.replication() == ReplicationStatus.PENDING) {
      listeners.forEach(Runnable::run);
    }
    return facts;
  }

  Deleted deleted(Deleted deleted) {
    if (deleted.deleteMarker()) {
      listeners.forEach(Runnable::run);
    }
    return deleted;
  }
}
