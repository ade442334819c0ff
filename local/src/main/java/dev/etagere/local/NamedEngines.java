package dev.etagere.local;

import dev.etagere.core.Ambient;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** Engines in memory that several stores share by name, each there while a store has it open. */
final class NamedEngines {
  private final Map<String, Shared> open = new HashMap<>();

  private static final class Shared {
    private final LocalEngine engine;
    private int users;

    Shared(LocalEngine engine) {
      this.engine = engine;
    }
  }

  /** An engine to be given back once. */
  record Lease(LocalEngine engine, Runnable end, AtomicBoolean ended) implements AutoCloseable {
    /** An engine nobody else uses. */
    static Lease of(LocalEngine engine) {
      return new Lease(engine, engine::close, new AtomicBoolean());
    }

    @Override
    public void close() {
      if (ended.compareAndSet(false, true)) {
        end.run();
      }
    }
  }

  /** The engine of a name, or one of its own for the empty name. */
  synchronized Lease lease(String name, Ambient ambient) {
    if (name.isEmpty()) {
      return Lease.of(LocalEngine.inMemory(ambient));
    }
    Shared shared = open.computeIfAbsent(name, n -> new Shared(LocalEngine.inMemory(ambient)));
    shared.users++;
    return new Lease(shared.engine, () -> giveBack(name, shared), new AtomicBoolean());
  }

  private synchronized void giveBack(String name, Shared shared) {
    shared.users--;
    if (shared.users == 0) {
      open.remove(name);
      shared.engine.close();
    }
  }
}
