package dev.etagere.local;

import dev.etagere.core.Ambient;
import dev.etagere.core.Location;
import dev.etagere.core.spi.StoreBackend;
import dev.etagere.core.spi.StoreProvider;
import dev.etagere.core.spi.StoreSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Opens {@code file:/directory} and {@code mem:name}, with the parameters {@code bucket} ({@code
 * default} if it is not given; created if it is not there) and {@code prefix}.
 *
 * <p>Stores of one process that open the same name of memory share what is in it, and it is gone
 * when the last of them is closed; {@code mem:/} without a name is one of its own. A directory may
 * be open in any number of stores and processes. {@link dev.etagere.core.ObjectStore#edge} gives
 * the {@link LocalEngine}, which the store closes.
 */
public final class LocalProvider implements StoreProvider {
  static final String FILE = "file";
  private static final String MEMORY = "mem";
  private static final Set<String> PARAMETERS = Set.of("bucket", "prefix");
  private static final NamedEngines NAMED = new NamedEngines();

  /** For the service loader. */
  public LocalProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of(FILE, MEMORY);
  }

  @Override
  public StoreBackend open(Location location, StoreSettings settings) {
    location.requireOnlyParameters(PARAMETERS);
    String bucket = location.parameters().getOrDefault("bucket", "default");
    String prefix = location.parameters().getOrDefault("prefix", "");
    String folder = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
    try {
      Names.bucket(bucket);
      NamedEngines.Lease lease = lease(location, settings.ambient());
      boolean opened = false;
      try {
        lease.engine().createBucket(bucket);
        opened = true;
        return new LocalBackend(
            location, lease.engine(), lease::close, bucket, folder, settings.ambient());
      } finally {
        if (!opened) {
          lease.close();
        }
      }
    } catch (EngineException e) {
      throw Meanings.of(location, null, e);
    }
  }

  private static NamedEngines.Lease lease(Location location, Ambient ambient) {
    if (location.scheme().equals(MEMORY)) {
      return NAMED.lease(location.path().replaceFirst("^/+", ""), ambient);
    }
    return NamedEngines.Lease.of(LocalEngine.onDisk(directory(location), ambient));
  }

  /**
   * Whether there is a store at a location already; opening it makes one where there is not. Of
   * what may not be looked at it is not known, and taken to be there.
   *
   * @throws IllegalArgumentException if it is not a location of this provider
   */
  public static boolean isThere(Location location) {
    return !location.scheme().equals(FILE)
        || !Files.notExists(directory(location).resolve(DiskStorage.DATABASE));
  }

  static Path directory(Location location) {
    String path = location.path();
    // file:/a, file:///a and file:a alike; another machine's files are not to be had.
    String local = path.startsWith("//") ? path.substring(2) : path;
    if (local.isEmpty() || (path.startsWith("//") && !local.startsWith("/"))) {
      throw new IllegalArgumentException(
          "location '" + location + "' names no directory of this machine; write file:/directory");
    }
    return Path.of(local);
  }
}
