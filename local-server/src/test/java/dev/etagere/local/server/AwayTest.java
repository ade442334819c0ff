package dev.etagere.local.server;

import static dev.etagere.local.server.Rig.BUCKET;
import static dev.etagere.local.server.Rig.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.local.server.fault.ArmedFault;
import dev.etagere.local.server.fault.Fault;
import dev.etagere.local.server.fault.Operation;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Frozen, stopped, and back. */
class AwayTest {
  private Rig rig;
  private S3Client impatient;
  private ExecutorService thread;

  @BeforeEach
  void open() {
    rig = new Rig();
    impatient =
        rig.client(
            b ->
                b.httpClientBuilder(
                    Apache5HttpClient.builder().socketTimeout(Duration.ofMillis(300))));
    thread = Executors.newSingleThreadExecutor();
  }

  @AfterEach
  void close() {
    thread.shutdownNow();
    rig.close();
  }

  private static Object put(S3Client s3, String key) {
    return s3.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromString("x"));
  }

  @Test
  void freeze_requests_arriveAndAreNotDone() throws Exception {
    rig.server.freeze();
    assertThat(answer(() -> put(impatient, "k"))).isEqualTo("io");
    assertThat(answer(() -> put(impatient, "k"))).isEqualTo("io");
    assertThat(rig.server.faults().requests().of(Operation.PUT)).isEqualTo(2);
    assertThat(rig.held("k")).isNull();
  }

  @Test
  void thaw_whatArrived_isDoneLate() throws Exception {
    ArmedFault late = rig.server.faults().add(Fault.none().afterEffect().on(Operation.PUT));
    rig.server.freeze();
    assertThat(answer(() -> put(impatient, "late"))).isEqualTo("io");
    rig.server.thaw();
    assertThat(late.awaitStruck(1, Duration.ofSeconds(20))).isTrue();
    awaitHeld("late");
  }

  private void awaitHeld(String key) throws Exception {
    for (int i = 0; i < 1_000 && rig.held(key) == null; i++) {
      Thread.sleep(10);
    }
    assertThat(rig.held(key)).isEqualTo("x");
  }

  @Test
  void thaw_whoStillWaits_isAnswered() throws Exception {
    rig.server.freeze();
    Future<String> answer = thread.submit(() -> answer(() -> put(rig.s3, "k")));
    while (rig.server.faults().requests().of(Operation.PUT) == 0) {
      Thread.sleep(1);
    }
    assertThat(answer.isDone()).isFalse();
    rig.server.thaw();
    assertThat(answer.get()).isEqualTo("ok");
  }

  @Test
  void stop_port_refusesUntilStart() throws Exception {
    rig.put("before", "x");
    URI endpoint = rig.server.endpoint();
    rig.server.stop();
    rig.server.stop();
    assertThat(answer(() -> rig.get("before"))).isEqualTo("io");
    assertThat(answer(() -> rig.get("before"))).isEqualTo("io");
    rig.server.start();
    rig.server.start();
    assertThat(rig.server.endpoint()).isEqualTo(endpoint);
    assertThat(rig.get("before")).isEqualTo("x");
  }

  @Test
  void start_portIsSomebodyElsesForAMoment_waitsForIt() throws Exception {
    URI endpoint = rig.server.endpoint();
    rig.server.stop();
    Future<?> starting;
    try (ServerSocket other = taken(endpoint.getPort())) {
      starting = thread.submit(rig.server::start);
      Thread.sleep(100);
      assertThat(other.getLocalPort()).isEqualTo(endpoint.getPort());
      assertThat(starting).isNotDone();
      assertThat(rig.server.endpoint()).isEqualTo(endpoint);
    }
    starting.get();
    rig.put("k", "x");
    assertThat(rig.get("k")).isEqualTo("x");
  }

  /** The server's own thread holds it until it wakes. */
  private static ServerSocket taken(int port) throws Exception {
    for (int tries = 1; ; tries++) {
      try {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
      } catch (BindException e) {
        if (tries == 500) {
          throw e;
        }
        Thread.sleep(10);
      }
    }
  }

  @Test
  void stop_whileFrozen_whatWasHeldIsNeverDone() throws Exception {
    rig.server.freeze();
    assertThat(answer(() -> put(impatient, "k"))).isEqualTo("io");
    rig.server.stop();
    rig.server.start();
    assertThat(answer(() -> put(rig.s3, "other"))).isEqualTo("ok");
    assertThat(rig.held("k")).isNull();
  }

  @Test
  void close_whileStalledAndFrozen_endsAtOnce() throws Exception {
    ArmedFault stall = rig.server.faults().add(Fault.stall().on(Operation.PUT));
    Future<String> answer = thread.submit(() -> answer(() -> put(rig.s3, "k")));
    assertThat(stall.awaitStruck(1, Duration.ofSeconds(20))).isTrue();
    rig.server.freeze();
    assertThat(answer(() -> put(impatient, "k2"))).isEqualTo("io");
    rig.server.close();
    assertThat(answer.get()).isEqualTo("io");
    assertThat(rig.held("k")).isNull();
    assertThat(rig.held("k2")).isNull();
  }
}
