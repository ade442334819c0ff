package dev.etagere.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.Ambient;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.TypedStore;
import dev.etagere.jackson.JacksonCodec;
import dev.etagere.testkit.CephGateway;
import dev.etagere.testkit.LocalLocation;
import dev.etagere.testkit.Race;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Programs that keep their values with {@code @kessler/s3-store} and programs that keep them with
 * this store write the same key at the same time, and no write is lost.
 */
@Tag("once")
class KesslerInteropTest {
  private static final int WRITERS = 4;
  private static final int TIMES = 40;

  @Test
  void counter_onTheLocalS3_isExact() throws Exception {
    KesslerStore kessler = KesslerStore.orSkip();
    try (LocalLocation s3 = LocalLocation.start("us-east-1", "shared")) {
      KesslerStore.Target target =
          new KesslerStore.Target(
              s3.endpoint(), s3.server().accessKey(), s3.server().secretKey(), "shared", false);
      count(kessler, target, s3.client(), Location.data("s3://shared"), "counter", false);
    }
  }

  @Test
  void counter_onCeph_losesNothing() throws Exception {
    KesslerStore kessler = KesslerStore.orSkip();
    CephGateway ceph = CephLocation.gateway();
    KesslerStore.Target target =
        new KesslerStore.Target(
            ceph.endpoint(), ceph.accessKey(), ceph.secretKey(), CephLocation.BUCKET, true);
    try (S3Client client = CephLocation.client().build()) {
      count(kessler, target, client, CephLocation.LOCATION, "interop/counter", true);
    }
  }

  private static void count(
      KesslerStore kessler,
      KesslerStore.Target target,
      S3Client client,
      Location location,
      String key,
      boolean mayAnswer500)
      throws Exception {
    List<KesslerStore.Writer> theirs = new ArrayList<>();
    try (ObjectStore store = S3Stores.over(client, location)) {
      for (int i = 0; i < WRITERS; i++) {
        theirs.add(kessler.increment(target, key, TIMES));
      }
      awaitFirst(store, key);
      AtomicLong tries = new AtomicLong();
      AtomicLong unknown = new AtomicLong();
      Race.run(WRITERS, writer -> increment(client, location, key, tries, unknown));
      List<String> said = new ArrayList<>();
      for (KesslerStore.Writer writer : theirs) {
        said.add(writer.await());
      }
      System.out.printf(
          "%d increments by us took %s tries, %s outcomes unknown, beside @kessler/s3-store: %s%n",
          WRITERS * TIMES, tries, unknown, said);

      assertThat(said).allMatch(line -> line.startsWith("acknowledged=" + TIMES + " "));
      long open = unknown.get() + said.stream().mapToLong(KesslerInteropTest::unknown).sum();
      long acknowledged = 2L * WRITERS * TIMES - unknown.get();
      assertThat(counters(store).get(key).orElseThrow().value().count())
          .isBetween(acknowledged, acknowledged + open);
      // A service that answers a lost race with 500 leaves it open what became of a write that one
      // without ids has overwritten; an orderly one leaves nothing open.
      if (!mayAnswer500) {
        assertThat(open).isZero();
      }
    } finally {
      for (KesslerStore.Writer writer : theirs) {
        writer.close();
      }
    }
  }

  /** Of what counter.mjs says at its end. */
  private static long unknown(String said) {
    return Long.parseLong(said.substring(said.lastIndexOf('=') + 1));
  }

  /** Node is slow to start: without waiting, the two would write one after the other. */
  private static void awaitFirst(ObjectStore store, String key) throws InterruptedException {
    for (int i = 0; i < 3_000 && store.head(key).isEmpty(); i++) {
      Ambient.system().sleep(Duration.ofMillis(10));
    }
  }

  /** A store of its own, since the threads of one store take turns. */
  private static void increment(
      S3Client client, Location location, String key, AtomicLong tries, AtomicLong unknown) {
    try (ObjectStore store = S3Stores.over(client, location)) {
      for (int i = 0; i < TIMES; i++) {
        try {
          counters(store)
              .update(
                  key,
                  Counter::zero,
                  counter -> {
                    tries.incrementAndGet();
                    return counter.next();
                  });
        } catch (OutcomeUnknownException e) {
          unknown.incrementAndGet();
        }
      }
    }
  }

  private static TypedStore<Counter> counters(ObjectStore store) {
    return store.typed(JacksonCodec.of(Counter.class));
  }
}
