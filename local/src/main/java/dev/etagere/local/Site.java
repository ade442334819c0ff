package dev.etagere.local;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One of the engines that replicate among each other.
 *
 * @param name what it is called
 * @param engine its engine
 * @param reachable whether it can be reached now
 */
record Site(String name, LocalEngine engine, BooleanSupplier reachable) {
  /** A bucket of this site, or {@code null}. */
  @Nullable BucketRow bucket(String bucket) {
    return engine.look(tables -> tables.bucket(bucket));
  }
}
