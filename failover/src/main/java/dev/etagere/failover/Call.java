package dev.etagere.failover;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A call on its way to one location.
 *
 * @param operation what it does, as S3 names it: {@code GetObject}
 * @param key the object's key; empty where there is none
 * @param location the location's name
 * @param attempt 1 for the first location the call goes to, 2 for the next
 */
public record Call(String operation, String key, String location, int attempt) {
  /** The same call at the next location. */
  public Call at(String other) {
    return new Call(operation, key, other, attempt + 1);
  }

  /**
   * What a span of a trace should say of it, by attributes named after OpenTelemetry's conventions
   * ({@code rpc.method}, {@code aws.s3.key}) and ours ({@code etagere.location}, {@code
   * etagere.attempt}).
   */
  public Map<String, String> attributes() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("rpc.system", "aws-api");
    all.put("rpc.service", "S3");
    all.put("rpc.method", operation);
    if (!key.isEmpty()) {
      all.put("aws.s3.key", key);
    }
    all.put("etagere.location", location);
    all.put("etagere.attempt", Integer.toString(attempt));
    return Map.copyOf(all);
  }
}
