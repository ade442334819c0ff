package dev.etagere.quorum.store;

import dev.etagere.core.AbsentException;
import dev.etagere.core.Ambient;
import dev.etagere.core.ByteRange;
import dev.etagere.core.Content;
import dev.etagere.core.Guarantees;
import dev.etagere.core.Lineage;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.ObjectStream;
import dev.etagere.core.Precondition;
import dev.etagere.core.Removal;
import dev.etagere.core.TransferListener;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.Fetched;
import dev.etagere.core.spi.ListPage;
import dev.etagere.core.spi.ReadCondition;
import dev.etagere.core.spi.StoreBackend;
import dev.etagere.core.spi.StoreSettings;
import dev.etagere.core.spi.Stores;
import dev.etagere.core.spi.VerifiedStream;
import dev.etagere.failover.BreakerSettings;
import dev.etagere.failover.BreakerState;
import dev.etagere.failover.FailoverListener;
import dev.etagere.failover.Router;
import dev.etagere.failover.RouterStatus;
import dev.etagere.quorum.Members;
import dev.etagere.quorum.Token;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Three locations, or any odd number, as one. */
final class QuorumBackend implements StoreBackend {
  private static final Logger LOG = LoggerFactory.getLogger(QuorumBackend.class);

  /** A location that comes back is to be used again soon: others may fail meanwhile. */
  private static final BreakerSettings BREAKER =
      BreakerSettings.standard()
          .withWaits(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofMinutes(5));

  private final List<Site> sites;
  private final Router router;
  private final Driver driver;
  private final QuorumReads reads;
  private final QuorumWrites writes;
  private final QuorumLists lists;
  private final StoreSettings settings;
  private final Care care;
  private final Edge edge = new Edge();

  private QuorumBackend(
      List<Site> sites,
      Router router,
      Driver driver,
      Courier courier,
      QuorumPolicy policy,
      QuorumListener listener,
      Tally tally,
      StoreSettings settings) {
    this.sites = sites;
    this.router = router;
    this.driver = driver;
    this.settings = settings;
    Ambient ambient = settings.ambient();
    Blobs blobs = new Blobs(sites, courier.threads(), policy.attemptLimit(), ambient);
    this.reads = new QuorumReads(sites, driver, blobs, policy.reads());
    this.writes = new QuorumWrites(sites, driver, blobs, reads, policy, listener, ambient);
    this.lists =
        new QuorumLists(sites, driver.members(), reads, courier, policy.attemptLimit(), settings);
    this.care = new Caretaker(sites, driver, reads, writes, lists, blobs, tally, settings);
  }

  static QuorumBackend open(
      List<StoreBackend> backends,
      QuorumPolicy policy,
      QuorumListener listener,
      StoreSettings settings,
      Deadline deadline) {
    Ambient ambient = settings.ambient();
    QuorumListener told = GuardedListener.of(listener);
    List<Site> sites = new ArrayList<>();
    AtomicReference<@Nullable Driver> waits = new AtomicReference<>();
    Router router = router(backends, sites, waits, policy, told, ambient);
    try {
      for (StoreBackend backend : backends) {
        sites.add(new Site(sites.size(), backend, router.health(name(sites.size())), ambient));
      }
      Founding.Founded founded =
          new Founding(sites, deadline, policy.attemptLimit(), ambient).run();
      if (!founded.formers().isEmpty()) {
        router.close();
        return openWithout(founded.formers(), backends, policy, listener, settings, deadline);
      }
      Members members = founded.charter().asMembers(founded.ids());
      Courier courier =
          new Courier(sites, founded.charter(), founded.ids(), policy.attemptLimit(), ambient);
      Driver driver = new Driver(sites, members, courier, policy, told, ambient);
      waits.set(driver);
      Tally tally = new Tally(sites, founded.ids(), courier, policy.attemptLimit(), ambient);
      return new QuorumBackend(sites, router, driver, courier, policy, told, tally, settings);
    } catch (RuntimeException e) {
      router.close();
      throw e;
    }
  }

  /** Those that were exchanged may still be given, until everybody's configuration was changed. */
  private static QuorumBackend openWithout(
      List<Site> formers,
      List<StoreBackend> backends,
      QuorumPolicy policy,
      QuorumListener listener,
      StoreSettings settings,
      Deadline deadline) {
    List<StoreBackend> remaining = new ArrayList<>(backends);
    for (Site former : formers) {
      LOG.warn("{} was exchanged, it is no longer one of the locations", former.location());
      remaining.remove(former.backend());
    }
    QuorumBackend opened = open(remaining, policy, listener, settings, deadline);
    formers.forEach(former -> former.backend().close());
    return opened;
  }

  private static Router router(
      List<StoreBackend> backends,
      List<Site> sites,
      AtomicReference<@Nullable Driver> waits,
      QuorumPolicy policy,
      QuorumListener listener,
      Ambient ambient) {
    Router.Builder builder = Router.builder().ambient(ambient).breaker(BREAKER);
    for (int i = 0; i < backends.size(); i++) {
      builder.location(name(i));
    }
    return builder
        .listener(
            new FailoverListener() {
              @Override
              public void breaker(String name, BreakerState from, BreakerState to) {
                sites.get(index(name)).breakerChanged();
                Driver driver = waits.get();
                if (driver != null) {
                  driver.breakerChanged();
                }
                listener.breaker(backends.get(index(name)).location(), from, to);
              }
            })
        .probe(
            name -> {
              Site site = sites.get(index(name));
              Deadline deadline = Deadline.after(policy.attemptLimit(), ambient);
              site.requests().get(Charter.KEY, Charter.MAX_BYTES, deadline);
            })
        .build();
  }

  private static String name(int index) {
    return "location-" + (index + 1);
  }

  private static int index(String name) {
    return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1)) - 1;
  }

  @Override
  public Location location() {
    return sites.get(0).location();
  }

  /** The protocol's own; of the locations it takes conditions on PUTs only. */
  @Override
  public Guarantees guarantees() {
    return Guarantees.all();
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
      TransferListener progress,
      Deadline deadline) {
    return writes.put(key, content, precondition, progress, deadline).version();
  }

  @Override
  public Removal delete(String key, Precondition precondition, Deadline deadline) {
    return writes.delete(key, precondition, deadline);
  }

  @Override
  public Version copy(String from, String to, Precondition precondition, Deadline deadline) {
    QuorumReads newest = reads.with(QuorumPolicy.Reads.LINEARIZABLE);
    Fetched fetched = newest.fetch(from, new ReadCondition.Always(), null, deadline);
    if (!(fetched instanceof Fetched.Found found)) {
      throw new AbsentException(
          from, "'" + from + "' does not exist, there is nothing to copy to '" + to + "'", null);
    }
    try (ObjectStream stream = VerifiedStream.wrap(found)) {
      ObjectInfo info = stream.info();
      Content content = Content.stream(stream, info.size()).with(info.attributes());
      return put(to, content, precondition, deadline);
    } catch (IOException e) {
      throw new UnavailableException(
          from, "'" + from + "' broke off while it was read; nothing was copied", e);
    }
  }

  @Override
  public ListPage list(ListQuery query, @Nullable String continuation, Deadline deadline) {
    return lists.page(query, continuation, deadline);
  }

  @Override
  public <T> @Nullable T edge(Class<T> type) {
    return type == Quorum.class ? type.cast(edge) : type == Router.class ? type.cast(router) : null;
  }

  @Override
  public void close() {
    router.close();
    driver.close();
    sites.forEach(site -> site.backend().close());
  }

  /** The version of a write, as its token says it: it is told apart by nothing else. */
  static Version version(Token token) {
    return Version.of(token.toString(), Lineage.unknown());
  }

  private final class Edge implements Quorum {
    @Override
    public Written put(String key, Content content, Precondition precondition) {
      return writes.put(
          key,
          content,
          precondition,
          TransferListener.none(),
          Deadline.after(settings.transferDeadline(), settings.ambient()));
    }

    @Override
    public ObjectStore localReads() {
      return Stores.over(
          new LocalReads(QuorumBackend.this, reads.with(QuorumPolicy.Reads.LOCAL)), settings);
    }

    @Override
    public Care care() {
      return care;
    }

    @Override
    public RouterStatus status() {
      return router.status();
    }
  }
}
