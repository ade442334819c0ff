package dev.etagere.contract;

import dev.etagere.Etagere;
import dev.etagere.core.Content;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.Version;
import dev.etagere.quorum.store.QuorumPolicy;
import dev.etagere.testkit.LocalLocation;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * Not a test: prints what a read and a write of one client take over locations at 5, 40 and 15 ms,
 * beside the requests of the SDK they cannot do without, timed in turn in the same run. Medians.
 */
final class UncontendedLatency {
  private static final int ROUNDS = 60;

  private UncontendedLatency() {}

  /** Prints the table. */
  public static void main(String[] args) {
    try (LocalLocation a = at("eu-west-1", "near", 5);
        LocalLocation b = at("eu-north-1", "far", 40);
        LocalLocation w = at("eu-south-1", "witness", 15)) {
      Location first = Location.data("s3://near");
      Location second = Location.data("s3://far");
      Location witness = Location.witness("s3://witness");
      Etagere.Builder builder =
          Etagere.builder()
              .s3Client(first, a.client())
              .s3Client(second, b.client())
              .s3Client(witness, w.client());
      QuorumPolicy shared = QuorumPolicy.defaults().withStickyAfter(0);
      try (ObjectStore two = builder.quorum(shared).open(first, second, witness);
          ObjectStore fast =
              builder
                  .quorum(shared.withAcknowledge(QuorumPolicy.Acknowledge.FASTEST_MAJORITY))
                  .open(first, second, witness);
          ObjectStore sticky =
              builder
                  .quorum(QuorumPolicy.defaults().withStickyAfter(4))
                  .open(first, second, witness)) {
        measure(a, b, w, two, fast, sticky);
      }
    }
  }

  private static void measure(
      LocalLocation a,
      LocalLocation b,
      LocalLocation w,
      ObjectStore two,
      ObjectStore fast,
      ObjectStore sticky) {
    double[][] took = new double[9][ROUNDS];
    two.put("read", Content.of("x"));
    Version[] versions = new Version[3];
    for (int i = -20; i < ROUNDS; i++) {
      int at = Math.max(0, i);
      took[0][at] = time(() -> put(a));
      took[1][at] = time(() -> put(b));
      took[2][at] = time(() -> put(w));
      took[3][at] = time(() -> a.client().getObjectAsBytes(r -> r.bucket(a.bucket()).key("x")));
      took[4][at] = time(() -> w.client().getObjectAsBytes(r -> r.bucket(w.bucket()).key("x")));
      took[5][at] = time(() -> two.get("read"));
      took[6][at] = time(() -> versions[0] = write(two, "two", versions[0]));
      took[7][at] = time(() -> versions[1] = write(fast, "fast", versions[1]));
      took[8][at] = time(() -> versions[2] = write(sticky, "sticky", versions[2]));
    }
    double home = median(took[0]);
    double far = median(took[1]);
    double near = median(took[2]);
    print("read", median(took[5]), Math.max(median(took[3]), median(took[4])));
    print("write, two copies", median(took[6]), home + Math.max(far, near));
    print("write, fastest majority", median(took[7]), home + Math.min(far, near));
    print("write, sticky term, two copies", median(took[8]), Math.max(home, far));
  }

  private static Version write(ObjectStore store, String key, Version last) {
    return last == null
        ? store.put(key, Content.of("x"))
        : store.replace(key, Content.of("y"), last);
  }

  private static void put(LocalLocation at) {
    at.client().putObject(r -> r.bucket(at.bucket()).key("x"), RequestBody.fromString("x"));
  }

  private static void print(String what, double ours, double bound) {
    System.out.printf(
        Locale.ROOT,
        "%-32s %6.1f ms  bound %6.1f ms  ratio %.2f%n",
        what,
        ours,
        bound,
        ours / bound);
  }

  private static double time(Runnable what) {
    long began = dev.etagere.core.Ambient.system().nanoTime();
    what.run();
    return (dev.etagere.core.Ambient.system().nanoTime() - began) / 1e6;
  }

  private static double median(double[] all) {
    double[] sorted = all.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static LocalLocation at(String region, String bucket, int millis) {
    LocalLocation location = LocalLocation.start(region, bucket);
    location.server().setLatency(Duration.ofMillis(millis));
    return location;
  }
}
