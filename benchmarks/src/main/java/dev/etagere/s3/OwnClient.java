package dev.etagere.s3;

import dev.etagere.core.Location;
import java.util.function.Supplier;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.utils.AttributeMap;

/** The client a store makes for itself, over another transport. */
public final class OwnClient {
  private OwnClient() {}

  /** Makes it; close it. */
  public static S3Client over(Supplier<SdkHttpClient> transport, Location location) {
    return S3Clients.of(location, new Given(transport));
  }

  private record Given(Supplier<SdkHttpClient> transport) implements SdkHttpClient.Builder<Given> {
    @Override
    public SdkHttpClient buildWithDefaults(AttributeMap ignored) {
      return transport.get();
    }
  }
}
