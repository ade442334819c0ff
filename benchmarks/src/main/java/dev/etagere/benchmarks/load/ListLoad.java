package dev.etagere.benchmarks.load;

import dev.etagere.Etagere;
import dev.etagere.benchmarks.harness.Measure;
import dev.etagere.benchmarks.harness.Usage;
import dev.etagere.core.ListEntry;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.URI;
import java.util.function.ToLongFunction;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Lists every key below a prefix, which is a round, and tells how far the heap rose above idle. */
final class ListLoad implements Load {
  private final Runnable closing;
  private final Listing listing;

  /** Gives the number of keys. */
  private interface Listing {
    long count();
  }

  ListLoad(String who, String prefix, String bucket, URI endpoint, Location location) {
    if (who.equals("etagere")) {
      ObjectStore store = Etagere.open(location);
      this.closing = store::close;
      this.listing = () -> ours(store, prefix);
    } else {
      S3Client sdk = Sdk.sync(who, endpoint);
      this.closing = sdk::close;
      this.listing = () -> raw(sdk, bucket, prefix);
    }
  }

  private static long ours(ObjectStore store, String prefix) {
    long count = 0;
    for (ListEntry entry : store.list(ListQuery.under(prefix))) {
      count += entry instanceof ListEntry.ObjectEntry ? 1 : 0;
    }
    return count;
  }

  private static long raw(S3Client client, String bucket, String prefix) {
    long count = 0;
    for (S3Object object :
        client.listObjectsV2Paginator(r -> r.bucket(bucket).prefix(prefix)).contents()) {
      count += object.key().isEmpty() ? 0 : 1;
    }
    return count;
  }

  @Override
  public Measure round(String what, long ignored) {
    System.gc();
    double idle = heap(pool -> pool.getUsage().getUsed());
    ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
    Usage usage = new Usage();
    long count = listing.count();
    return usage.measure(count).with("peak", heap(pool -> pool.getPeakUsage().getUsed()) - idle);
  }

  private static double heap(ToLongFunction<MemoryPoolMXBean> of) {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(of)
        .sum();
  }

  @Override
  public void close() {
    closing.run();
  }
}
