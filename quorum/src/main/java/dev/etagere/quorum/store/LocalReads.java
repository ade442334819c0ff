package dev.etagere.quorum.store;

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
import org.jspecify.annotations.Nullable;

/** The same locations, read from the nearest alone. */
final class LocalReads implements StoreBackend {
  private final StoreBackend all;
  private final QuorumReads reads;

  LocalReads(StoreBackend all, QuorumReads reads) {
    this.all = all;
    this.reads = reads;
  }

  @Override
  public Location location() {
    return all.location();
  }

  @Override
  public Guarantees guarantees() {
    return all.guarantees();
  }

  @Override
  public Optional<ObjectInfo> head(String key, Deadline deadline) {
    return reads.head(key, deadline);
  }

  @Override
  public Fetched fetch(
      String key, ReadCondition condition, @Nullable ByteRange range, Deadline deadline) {
    return reads.fetch(key, condition, range, deadline);
  }

  @Override
  public Version put(String key, Content content, Precondition precondition, Deadline deadline) {
    return all.put(key, content, precondition, deadline);
  }

  @Override
  public Removal delete(String key, Precondition precondition, Deadline deadline) {
    return all.delete(key, precondition, deadline);
  }

  @Override
  public Version copy(String from, String to, Precondition precondition, Deadline deadline) {
    return all.copy(from, to, precondition, deadline);
  }

  @Override
  public ListPage list(ListQuery query, @Nullable String continuation, Deadline deadline) {
    return all.list(query, continuation, deadline);
  }

  @Override
  public <T> @Nullable T edge(Class<T> type) {
    return all.edge(type);
  }

  /** The store it is a view of closes. */
  @Override
  public void close() {}
}
