package dev.etagere.cli;

import dev.etagere.core.ByteRange;
import dev.etagere.core.Content;
import dev.etagere.core.Guarantees;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.Precondition;
import dev.etagere.core.Removal;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.Fetched;
import dev.etagere.core.spi.ListPage;
import dev.etagere.core.spi.ReadCondition;
import dev.etagere.core.spi.StoreBackend;
import java.util.Optional;

/** A location as some are: it takes every precondition of a write and honours none. */
final class CarelessBackend implements StoreBackend {
  private final StoreBackend backend;

  CarelessBackend(StoreBackend backend) {
    this.backend = backend;
  }

  @Override
  public Location location() {
    return backend.location();
  }

  @Override
  public Guarantees guarantees() {
    return backend.guarantees();
  }

  @Override
  public Optional<ObjectInfo> head(String key, Deadline deadline) {
    return backend.head(key, deadline);
  }

  @Override
  public Fetched fetch(String key, ReadCondition condition, ByteRange range, Deadline deadline) {
    return backend.fetch(key, condition, range, deadline);
  }

  @Override
  public Version put(String key, Content content, Precondition precondition, Deadline deadline) {
    return backend.put(key, content, Precondition.none(), deadline);
  }

  @Override
  public Removal delete(String key, Precondition precondition, Deadline deadline) {
    return backend.delete(key, Precondition.none(), deadline);
  }

  @Override
  public Version copy(String from, String to, Precondition precondition, Deadline deadline) {
    return backend.copy(from, to, Precondition.none(), deadline);
  }

  @Override
  public ListPage list(ListQuery query, String continuation, Deadline deadline) {
    return backend.list(query, continuation, deadline);
  }

  @Override
  public void close() {
    backend.close();
  }
}
