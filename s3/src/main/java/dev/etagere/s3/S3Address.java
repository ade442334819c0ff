package dev.etagere.s3;

import dev.etagere.core.Location;
import java.util.Set;

/**
 * The bucket a location names and what its keys begin with.
 *
 * @param bucket the name
 * @param prefix empty, or ends with a slash
 */
public record S3Address(String bucket, String prefix) {
  private static final Set<String> PARAMETERS =
      Set.of("region", "endpoint", "path-style", "profile", "lacks");

  /**
   * Reads {@code s3://bucket/prefix}.
   *
   * @throws IllegalArgumentException if it has another scheme, no bucket or an unknown parameter
   */
  public static S3Address of(Location location) {
    location.requireOnlyParameters(PARAMETERS);
    String path = location.path();
    String rest = path.startsWith("//") ? path.substring(2) : "";
    int slash = rest.indexOf('/');
    String name = slash < 0 ? rest : rest.substring(0, slash);
    if (name.isEmpty() || !location.scheme().equals("s3")) {
      throw new IllegalArgumentException(
          "location '" + location + "' names no bucket; write s3://bucket or s3://bucket/prefix");
    }
    String prefix = slash < 0 ? "" : rest.substring(slash + 1);
    return new S3Address(name, prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/");
  }
}
