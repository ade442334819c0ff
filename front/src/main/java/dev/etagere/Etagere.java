package dev.etagere;

import dev.etagere.core.Ambient;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.spi.StoreProvider;
import dev.etagere.core.spi.StoreSettings;
import dev.etagere.core.spi.Stores;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.concurrent.Executor;
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

    private Builder(StoreSettings settings) {
      this.settings = settings;
    }

    /**
     * The caller's own client for {@code s3:} locations, in place of one made from the URI. The
     * store does not close it. Whatever its retry strategy, the store sends each write itself.
     */
    public Builder s3Client(S3Client client) {
      return new Builder(settings.with(S3Client.class, client));
    }

    /** The deadline of each call; 30 s by default. */
    public Builder deadline(Duration deadline) {
      return new Builder(settings.withDeadlines(deadline, settings.transferDeadline()));
    }

    /** The deadline of calls that move large bodies; 1 h by default. */
    public Builder transferDeadline(Duration deadline) {
      return new Builder(settings.withDeadlines(settings.deadline(), deadline));
    }

    /**
     * Runs the parts of large transfers; a pool for each transfer by default. The store never stops
     * it.
     */
    public Builder executor(Executor executor) {
      return new Builder(settings.withExecutor(executor));
    }

    /**
     * The wall clock and the randomness; the system's and a secure one by default. The randomness
     * must be safe for use by many threads and differ between processes, for write ids come from
     * it.
     */
    public Builder clock(Clock clock, RandomGenerator random) {
      return new Builder(settings.withAmbient(Ambient.of(clock, random)));
    }

    /** Time and randomness as a whole, for tests. */
    public Builder ambient(Ambient ambient) {
      return new Builder(settings.withAmbient(ambient));
    }

    /** The largest object that {@code get} reads into memory, in bytes; 16 MiB by default. */
    public Builder maxBytesInMemory(long bytes) {
      return new Builder(settings.withMaxBytesInMemory(bytes));
    }

    /**
     * How large content is moved.
     *
     * @param threshold content above it goes in parts; 16 MiB by default
     * @param partSize bytes of a part, at least 5 MiB; 8 MiB by default
     * @param atOnce parts under way at once; 4 by default
     */
    public Builder transfers(long threshold, long partSize, int atOnce) {
      return new Builder(settings.withTransfers(threshold, partSize, atOnce));
    }

    /**
     * Checks when the store is opened that the location honours conditions, also when many race,
     * and refuses it with a report if not; some services accept conditions and ignore them. Off by
     * default; it takes some dozens of requests and leaves nothing behind.
     */
    public Builder verify() {
      return new Builder(settings.withVerify(true));
    }

    /**
     * Opens a store over these locations.
     *
     * @throws IllegalArgumentException if a location is not one that can be opened
     * @throws dev.etagere.core.StoreException if it cannot be opened now
     */
    public ObjectStore open(Location... locations) {
      if (locations.length != 1) {
        throw new IllegalArgumentException(
            "a store is opened over one location so far, not " + Arrays.toString(locations));
      }
      Location location = locations[0];
      if (location.role() == Location.Role.WITNESS) {
        throw new IllegalArgumentException(
            location + " is a witness, which holds no objects; give a location with data");
      }
      return Stores.over(provider(location).open(location, settings), settings);
    }

    private static StoreProvider provider(Location location) {
      TreeSet<String> known = new TreeSet<>();
      // The loader is asked with this class's own loader: a thread's may not see the providers.
      for (StoreProvider provider :
          ServiceLoader.load(StoreProvider.class, Etagere.class.getClassLoader())) {
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
  }
}
