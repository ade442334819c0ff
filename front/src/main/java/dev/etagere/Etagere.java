package dev.etagere;

import dev.etagere.core.Ambient;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.spi.StoreBackend;
import dev.etagere.core.spi.StoreProvider;
import dev.etagere.core.spi.StoreSettings;
import dev.etagere.core.spi.Stores;
import dev.etagere.core.spi.StrengthProvider;
import dev.etagere.failover.FailoverListener;
import dev.etagere.failover.store.FailoverPolicy;
import dev.etagere.quorum.store.QuorumListener;
import dev.etagere.quorum.store.QuorumPolicy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Opens stores.
 *
 * <p>A location is a URI: {@code s3://bucket/prefix?region=eu-west-1} (also {@code endpoint},
 * {@code path-style=true}, {@code profile}), {@code file:/directory} and {@code mem:name} for the
 * embedded engine. Credentials come from the AWS SDK's default chain, never from a URI.
 */
public final class Etagere {
  private Etagere() {}

  /**
   * Opens a store with every default. Close it when it is no longer needed.
   *
   * @throws IllegalArgumentException if a location is not one that can be opened
   * @throws dev.etagere.core.StoreException if it cannot be opened now
   */
  public static ObjectStore open(Location... locations) {
    return builder().open(locations);
  }

  /** For a store with other settings. */
  public static Builder builder() {
    return new Builder(StoreSettings.defaults());
  }

  /** The settings of a store to be opened; each call gives a new builder. Immutable. */
  public static final class Builder {
    private final StoreSettings settings;
    private final Map<Location, S3Client> clients;
    private final int connectionsAhead;

    private Builder(StoreSettings settings) {
      this(settings, Map.of(), 0);
    }

    private Builder(StoreSettings settings, Map<Location, S3Client> clients, int connectionsAhead) {
      this.settings = settings;
      this.clients = Map.copyOf(clients);
      this.connectionsAhead = connectionsAhead;
    }

    private Builder with(StoreSettings other) {
      return new Builder(other, clients, connectionsAhead);
    }

    /**
     * The caller's own client for {@code s3:} locations, in place of one made from the URI. The
     * store does not close it. Whatever its retry strategy, the store sends each write itself. Such
     * a location must not give {@code region}, {@code endpoint}, {@code path-style} or {@code
     * profile}: those are the client's. Without an {@code InterruptibleHttpClient} below it (of
     * {@code etagere-s3}) an interrupt takes effect only when the attempt under way ends, after 10
     * s and what its body needs at 64 KiB/s.
     */
    public Builder s3Client(S3Client client) {
      return with(settings.with(S3Client.class, client));
    }

    /**
     * The caller's own client for one of several {@code s3:} locations; the others have one made
     * from their URI. The store does not close it.
     */
    public Builder s3Client(Location location, S3Client client) {
      Map<Location, S3Client> more = new LinkedHashMap<>(clients);
      more.put(location, client);
      return new Builder(settings, more, connectionsAhead);
    }

    /** The deadline of each call; 30 s by default. */
    public Builder deadline(Duration deadline) {
      return with(settings.withDeadlines(deadline, settings.transferDeadline()));
    }

    /** The deadline of calls that move large bodies; 1 h by default. */
    public Builder transferDeadline(Duration deadline) {
      return with(settings.withDeadlines(settings.deadline(), deadline));
    }

    /**
     * Runs the parts of large transfers; a pool for each transfer by default. The store never stops
     * it.
     */
    public Builder executor(Executor executor) {
      return with(settings.withExecutor(executor));
    }

    /**
     * The wall clock and the randomness; the system's and a secure one by default. The randomness
     * must be safe for use by many threads and differ between processes, for write ids come from
     * it.
     */
    public Builder clock(Clock clock, RandomGenerator random) {
      return with(settings.withAmbient(Ambient.of(clock, random)));
    }

    /** Time and randomness as a whole, for tests. */
    public Builder ambient(Ambient ambient) {
      return with(settings.withAmbient(ambient));
    }

    /** The largest object that {@code get} reads into memory, in bytes; 16 MiB by default. */
    public Builder maxBytesInMemory(long bytes) {
      return with(settings.withMaxBytesInMemory(bytes));
    }

    /**
     * How large content is moved.
     *
     * @param threshold content above it goes in parts; 16 MiB by default
     * @param partSize bytes of a part, at least 5 MiB; 8 MiB by default
     * @param atOnce parts under way at once; 4 by default
     */
    public Builder transfers(long threshold, long partSize, int atOnce) {
      return with(settings.withTransfers(threshold, partSize, atOnce));
    }

    /**
     * Checks when the store is opened that the location honours conditions, also when many race,
     * and refuses it with a report if not; some services accept conditions and ignore them. Off by
     * default; it takes some dozens of requests and leaves nothing behind.
     */
    public Builder verify() {
      return with(settings.withVerify(true));
    }

    /**
     * Opens connections to each location when the store is opened, so that the first calls find
     * them ready; none by default. Each costs one HEAD. Opening waits for them, 3 s at most, and
     * does not fail when they do. How long an idle connection lasts is up to the HTTP client, 60 s
     * by default, and to the service.
     *
     * @param connections to each location, 1 to 64
     */
    public Builder warmUp(int connections) {
      return new Builder(settings, clients, WarmUp.require(connections));
    }

    /**
     * How a store over two locations behaves: limits, hedged reads, what fails over; {@link
     * FailoverPolicy#defaults()} by default. A store over one location takes no notice of it.
     */
    public Builder failover(FailoverPolicy policy) {
      return with(settings.with(FailoverPolicy.class, policy));
    }

    /** Who hears of calls that fail over, of breakers and of hedges; nobody by default. */
    public Builder listener(FailoverListener listener) {
      return with(settings.with(FailoverListener.class, listener));
    }

    /**
     * How a store over three or more locations behaves: when a write is acknowledged, what a read
     * asks, limits; {@link QuorumPolicy#defaults()} by default. A store over fewer takes no notice.
     */
    public Builder quorum(QuorumPolicy policy) {
      return with(settings.with(QuorumPolicy.class, policy));
    }

    /** Who hears what happens between three or more locations; nobody by default. */
    public Builder listener(QuorumListener listener) {
      return with(settings.with(QuorumListener.class, listener));
    }

    /**
     * Opens a store over these locations. One: conditional reads and writes. Two with data: calls
     * fail over to the second when the first is in trouble, and what may be stale says so. Three
     * (two with data and a {@link Location#witness witness}, or any odd number): linearizable reads
     * and conditional writes that survive the loss of any one.
     *
     * @throws IllegalArgumentException if a location is not one that can be opened, or they cannot
     *     be used together
     * @throws dev.etagere.core.StoreException if it cannot be opened now
     */
    public ObjectStore open(Location... locations) {
      List<Location> all = List.of(locations);
      requireUsed(all);
      List<StoreBackend> opened = new ArrayList<>();
      Function<Location, StoreBackend> opening =
          location -> {
            StoreBackend backend = open(location);
            opened.add(backend);
            return backend;
          };
      StoreBackend store = all.size() == 1 ? openOne(all.get(0), opening) : openAll(all, opening);
      if (connectionsAhead > 0) {
        new WarmUp(connectionsAhead, settings).run(opened);
      }
      return Stores.over(store, settings);
    }

    private static StoreBackend openOne(
        Location location, Function<Location, StoreBackend> opening) {
      if (location.role() == Location.Role.WITNESS) {
        throw new IllegalArgumentException(
            location + " is a witness, which holds no objects; give a location with data");
      }
      return opening.apply(location);
    }

    private StoreBackend openAll(
        List<Location> locations, Function<Location, StoreBackend> opening) {
      List<String> known = new ArrayList<>(List.of("one location with data"));
      for (StrengthProvider strength : providers(StrengthProvider.class)) {
        if (strength.fits(locations)) {
          return strength.open(locations, opening, settings);
        }
        known.add(strength.wants());
      }
      throw new IllegalArgumentException(
          "no store is made of the locations "
              + locations.stream().map(Builder::inWords).toList()
              + "; give "
              + String.join(", or ", known));
    }

    private static String inWords(Location location) {
      return location + (location.role() == Location.Role.WITNESS ? " (witness)" : "");
    }

    private StoreBackend open(Location location) {
      S3Client client = clients.get(location);
      return provider(location)
          .open(location, client == null ? settings : settings.with(S3Client.class, client));
    }

    /** A client that would be used by no location, or by two, was meant otherwise. */
    private void requireUsed(List<Location> locations) {
      for (Location location : clients.keySet()) {
        if (!locations.contains(location)) {
          throw new IllegalArgumentException(
              "a client was given for " + location + ", which is not opened: " + locations);
        }
      }
      if (locations.size() > 1 && settings.attachment(S3Client.class) != null) {
        throw new IllegalArgumentException(
            "one client cannot serve several locations; give each its own: s3Client(location,"
                + " client)");
      }
    }

    private static StoreProvider provider(Location location) {
      TreeSet<String> known = new TreeSet<>();
      for (StoreProvider provider : providers(StoreProvider.class)) {
        if (provider.schemes().contains(location.scheme())) {
          return provider;
        }
        known.addAll(provider.schemes());
      }
      throw new IllegalArgumentException(
          "no provider for '"
              + location.scheme()
              + ":' locations on the class path; known are "
              + known);
    }

    /** Asked with this class's own loader: a thread's may not see the providers. */
    private static <P> ServiceLoader<P> providers(Class<P> type) {
      return ServiceLoader.load(type, Etagere.class.getClassLoader());
    }
  }
}
