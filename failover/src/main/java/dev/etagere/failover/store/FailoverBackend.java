package dev.etagere.failover.store;

import dev.etagere.core.AccessException;
import dev.etagere.core.Ambient;
import dev.etagere.core.ByteRange;
import dev.etagere.core.Content;
import dev.etagere.core.Guarantees;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.Precondition;
import dev.etagere.core.Removal;
import dev.etagere.core.TransferListener;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.Fetched;
import dev.etagere.core.spi.ListPage;
import dev.etagere.core.spi.ReadCondition;
import dev.etagere.core.spi.StoreBackend;
import dev.etagere.core.spi.StoreSettings;
import dev.etagere.failover.FailoverListener;
import dev.etagere.failover.Router;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Two locations as one. */
final class FailoverBackend implements StoreBackend {
  /** Looked at to see whether a location is well; it need not exist. */
  private static final String PROBE_KEY = "etagere-health";

  private final List<Side> sides;
  private final Router router;
  private final Hedge hedge;
  private final FailoverReads reads;
  private final FailoverWrites writes;
  private final FailoverLists lists;

  FailoverBackend(
      StoreBackend first,
      StoreBackend second,
      FailoverPolicy policy,
      FailoverListener listener,
      StoreSettings settings) {
    Ambient ambient = settings.ambient();
    this.sides = List.of(new Side(0, "primary", first), new Side(1, "secondary", second));
    this.router =
        Router.builder()
            .location(sides.get(0).name())
            .location(sides.get(1).name())
            .ambient(ambient)
            .listener(listener)
            .probe(name -> probe(name, Deadline.after(policy.attemptLimit(), ambient)))
            .build();
    Attempts attempts = new Attempts(sides, router, listener, policy, ambient);
    Unconfirmed unconfirmed = new Unconfirmed(policy.replicationLimit(), ambient);
    this.hedge = new Hedge(attempts, listener, policy, settings);
    CatchUp catchUp = new CatchUp(sides, attempts, unconfirmed, policy.attemptLimit());
    this.reads =
        new FailoverReads(
            sides, attempts, hedge, unconfirmed, catchUp, router, listener, policy, ambient);
    this.writes =
        new FailoverWrites(
            sides,
            attempts,
            unconfirmed,
            catchUp,
            router,
            policy,
            (int) Math.min(Integer.MAX_VALUE - 8, settings.multipartThreshold()));
    this.lists = new FailoverLists(attempts, unconfirmed);
  }

  private void probe(String name, Deadline deadline) {
    Side side = sides.get(router.names().indexOf(name));
    try {
      side.backend().head(PROBE_KEY, deadline);
    } catch (AccessException e) {
      // Without s3:ListBucket S3 says 403 of what is not there: an answer, as it is to any call.
      if (!e.answered()) {
        throw e;
      }
    }
  }

  @Override
  public Location location() {
    return sides.get(0).location();
  }

  /** Conditions are judged at the first location. */
  @Override
  public Guarantees guarantees() {
    return sides.get(0).backend().guarantees();
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
    return put(key, content, precondition, TransferListener.none(), deadline);
  }

  @Override
  public Version put(
      String key,
      Content content,
      Precondition precondition,
      TransferListener listener,
      Deadline deadline) {
    return writes.put(key, content, precondition, listener, deadline);
  }

  @Override
  public Version putThenRead(
      String key, Content content, Precondition precondition, Deadline deadline) {
    return writes.putThenRead(key, content, precondition, deadline);
  }

  @Override
  public Removal delete(String key, Precondition precondition, Deadline deadline) {
    return writes.delete(key, precondition, deadline);
  }

  @Override
  public Version copy(String from, String to, Precondition precondition, Deadline deadline) {
    return writes.copy(from, to, precondition, deadline);
  }

  @Override
  public ListPage list(ListQuery query, @Nullable String continuation, Deadline deadline) {
    return lists.page(query, continuation, deadline);
  }

  /** The router, to look at or set by hand; else the first location's own edge. */
  @Override
  public <T> @Nullable T edge(Class<T> type) {
    return type == Router.class ? type.cast(router) : sides.get(0).backend().edge(type);
  }

  @Override
  public void close() {
    try {
      hedge.close();
      router.close();
    } finally {
      try {
        sides.get(0).backend().close();
      } finally {
        sides.get(1).backend().close();
      }
    }
  }
}
