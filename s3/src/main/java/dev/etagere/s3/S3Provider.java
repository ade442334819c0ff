package dev.etagere.s3;

import dev.etagere.core.Guarantee;
import dev.etagere.core.Location;
import dev.etagere.core.spi.StoreBackend;
import dev.etagere.core.spi.StoreProvider;
import dev.etagere.core.spi.StoreSettings;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Opens {@code s3://bucket/prefix} with the parameters {@code region}, {@code endpoint}, {@code
 * path-style=true}, {@code profile}, and {@code lacks=delete-if-matches,…} for a service that does
 * not do all that S3 does.
 */
public final class S3Provider implements StoreProvider {
  private static final Set<String> OF_THE_CLIENT =
      Set.of("region", "endpoint", "path-style", "profile");

  /** For the service loader. */
  public S3Provider() {}

  @Override
  public Set<String> schemes() {
    return Set.of("s3");
  }

  @Override
  public StoreBackend open(Location location, StoreSettings settings) {
    S3Address address = S3Address.of(location);
    Bucket bucket = new Bucket(address.bucket(), address.prefix());
    Set<Guarantee> lacking = lacking(location);
    S3Client given = settings.attachment(S3Client.class);
    if (given != null) {
      requireNothingFor(location);
    }
    S3Client client = given == null ? S3Clients.of(location) : given;
    S3Trust trust = new S3Trust(location, settings, client, bucket, lacking);
    if (settings.verify()) {
      verify(trust, client, given == null);
    }
    return new S3Backend(
        location, settings, trust, client, given == null, bucket, S3Copies.MAX_BYTES_AT_ONCE);
  }

  /** What says how to make a client would be ignored beside one that is made. */
  private static void requireNothingFor(Location location) {
    Set<String> ignored = new TreeSet<>(location.parameters().keySet());
    ignored.retainAll(OF_THE_CLIENT);
    if (!ignored.isEmpty()) {
      throw new IllegalArgumentException(
          "location '"
              + location
              + "' gives "
              + ignored
              + " beside a client of the caller's, which has its own; take that out of the location"
              + " and set it on the client, or leave out the client");
    }
  }

  private static void verify(S3Trust trust, S3Client client, boolean ownsClient) {
    try {
      trust.verify();
    } catch (RuntimeException e) {
      if (ownsClient) {
        client.close();
      }
      throw e;
    }
  }

  private static Set<Guarantee> lacking(Location location) {
    String lacks = location.parameter("lacks");
    Set<Guarantee> lacking = EnumSet.noneOf(Guarantee.class);
    if (lacks != null) {
      for (String name : lacks.split(",", -1)) {
        lacking.add(guarantee(location, name));
      }
    }
    return lacking;
  }

  private static Guarantee guarantee(Location location, @Nullable String name) {
    return Arrays.stream(Guarantee.values())
        .filter(g -> g.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "location '"
                        + location
                        + "' lacks an unknown guarantee '"
                        + name
                        + "'; known are "
                        + Arrays.toString(Guarantee.values())));
  }
}
