package dev.etagere.local.server;

import static dev.etagere.local.server.Rig.BUCKET;
import static dev.etagere.local.server.Rig.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.local.server.fault.ArmedFault;
import dev.etagere.local.server.fault.Fault;
import dev.etagere.local.server.fault.Operation;
import dev.etagere.local.server.fault.Position;
import dev.etagere.local.server.fault.Requests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;

class FaultsTest {
  private static Rig rig;
  private static S3Client impatient;

  @BeforeAll
  static void open() {
    rig = new Rig();
    impatient =
        rig.client(
            b ->
                b.httpClientBuilder(
                    Apache5HttpClient.builder().socketTimeout(Duration.ofMillis(700))));
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  @AfterEach
  void clear() {
    rig.server.faults().clear();
  }

  private static String put(String key, String body) {
    return answer(
        () -> impatient.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromString(body)));
  }

  static Stream<Arguments> lossy() {
    return Stream.of(
        Arguments.of("drop", Fault.drop(), "io"),
        Arguments.of("reset", Fault.reset(), "io"),
        Arguments.of("stall", Fault.stall(), "io"),
        Arguments.of("503", Fault.slowDown(), "503 SlowDown"),
        Arguments.of("500", Fault.internalError(), "500 InternalError"),
        Arguments.of("409", Fault.conflict(), "409 ConditionalRequestConflict"),
        Arguments.of("400", Fault.status(400, "RequestTimeout"), "400 RequestTimeout"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lossy")
  void beforeEffect_anyKind_nothingStored(String name, Fault fault, String expected)
      throws Exception {
    ArmedFault armed = rig.server.faults().add(fault.beforeEffect().on(Operation.PUT));
    assertThat(put("before-" + name, "x")).isEqualTo(expected);
    assertThat(armed.struck()).isEqualTo(1);
    assertThat(rig.held("before-" + name)).isNull();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lossy")
  void afterEffect_anyKind_stored(String name, Fault fault, String expected) throws Exception {
    ArmedFault armed = rig.server.faults().add(fault.afterEffect().on(Operation.PUT));
    assertThat(put("after-" + name, "x")).isEqualTo(expected);
    assertThat(armed.struck()).isEqualTo(1);
    assertThat(rig.held("after-" + name)).isEqualTo("x");
  }

  @Test
  void truncate_putReply_storedAndReplyLost() throws Exception {
    rig.server.faults().add(Fault.truncate().on(Operation.PUT));
    assertThat(put("cut", "x")).isEqualTo("io");
    assertThat(rig.held("cut")).isEqualTo("x");
  }

  @Test
  void truncate_get_bodyEndsEarly() {
    rig.put("long", "x".repeat(100_000));
    rig.put("short", "xy");
    rig.server.faults().add(Fault.truncate().on(Operation.GET).times(2));
    assertThat(answer(() -> rig.get("long"))).isEqualTo("io");
    assertThat(answer(() -> rig.get("short"))).isEqualTo("io");
    assertThat(rig.get("long")).hasSize(100_000);
  }

  @Test
  void truncate_xmlReply_cannotBeRead() throws Exception {
    rig.put("copy-me", "x");
    rig.server.faults().add(Fault.truncate().on(Operation.COPY));
    assertThat(
            answer(
                () ->
                    rig.s3.copyObject(
                        r ->
                            r.sourceBucket(BUCKET)
                                .sourceKey("copy-me")
                                .destinationBucket(BUCKET)
                                .destinationKey("copied"))))
        .isEqualTo("io");
    assertThat(rig.held("copied")).isEqualTo("x");
  }

  @Test
  void latency_bothPositions_stored() throws Exception {
    rig.server.faults().add(Fault.latency(Duration.ofMillis(20)).beforeEffect());
    rig.server.faults().add(Fault.latency(Duration.ofMillis(20)).afterEffect());
    assertThat(put("late", "x")).isEqualTo("ok");
    assertThat(rig.held("late")).isEqualTo("x");
  }

  @Test
  void stall_released_connectionEnds() throws Exception {
    ArmedFault armed = rig.server.faults().add(Fault.stall().on(Operation.PUT));
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Future<String> answer = thread.submit(() -> answer(() -> rig.put("stalled", "x")));
    assertThat(armed.awaitStruck(1, Duration.ofSeconds(20))).isTrue();
    assertThat(answer.isDone()).isFalse();
    armed.release();
    assertThat(answer.get()).isEqualTo("io");
    thread.shutdown();
    assertThat(rig.held("stalled")).isNull();
  }

  @Test
  void hook_anotherWritesMeanwhile_landedOverwrittenAndReplyLost() throws Exception {
    rig.server
        .faults()
        .add(Fault.hook(() -> rig.put("hook", "other")).on(Operation.PUT).key("hook"));
    assertThat(answer(() -> rig.put("hook", "mine"))).isEqualTo("io");
    assertThat(rig.held("hook")).isEqualTo("other");
  }

  @Test
  void none_runsBeforeTheNthPut_conditionFails() throws Exception {
    String first = rig.put("nth", "1");
    ArmedFault armed =
        rig.server
            .faults()
            .add(
                Fault.none()
                    .on(Operation.PUT)
                    .key("nth")
                    .fromNth(2)
                    .running(() -> rig.put("nth", "of another")));
    String second =
        rig.s3
            .putObject(r -> r.bucket(BUCKET).key("nth").ifMatch(first), RequestBody.fromString("2"))
            .eTag();
    assertThat(
            answer(
                () ->
                    rig.s3.putObject(
                        r -> r.bucket(BUCKET).key("nth").ifMatch(second),
                        RequestBody.fromString("3"))))
        .isEqualTo("412 PreconditionFailed");
    assertThat(rig.held("nth")).isEqualTo("of another");
    assertThat(armed.struck()).isEqualTo(1);
  }

  @Test
  void matching_operationAndKey_othersPass() throws Exception {
    ArmedFault armed =
        rig.server.faults().add(Fault.slowDown().on(Operation.GET).key("this").always());
    assertThat(put("this", "x")).isEqualTo("ok");
    assertThat(put("that", "x")).isEqualTo("ok");
    assertThat(answer(() -> rig.get("that"))).isEqualTo("ok");
    assertThat(answer(() -> rig.get("this"))).isEqualTo("503 SlowDown");
    assertThat(answer(() -> rig.get("this"))).isEqualTo("503 SlowDown");
    armed.remove();
    assertThat(answer(() -> rig.get("this"))).isEqualTo("ok");
    assertThat(armed.struck()).isEqualTo(2);
  }

  @Test
  void probability_sameSeed_sameRequestsStruck() {
    assertThat(struckOf(40, 7)).isEqualTo(struckOf(40, 7)).contains(true, false);
  }

  private static List<Boolean> struckOf(int requests, long seed) {
    List<Boolean> struck = new ArrayList<>();
    try (ArmedFault armed =
        rig.server.faults().add(Fault.slowDown().on(Operation.HEAD).withProbability(0.5, seed))) {
      for (int i = 0; i < requests; i++) {
        struck.add(
            answer(() -> rig.s3.headObject(r -> r.bucket(BUCKET).key("nothing")))
                .startsWith("503"));
      }
    }
    return struck;
  }

  @Test
  void requests_struckOrNot_areCounted() {
    Requests before = rig.server.faults().requests();
    rig.server.faults().add(Fault.drop().on(Operation.PUT));
    put("counted", "1");
    put("counted", "2");
    answer(() -> rig.get("counted"));
    rig.s3.listObjectsV2(r -> r.bucket(BUCKET));
    rig.s3.headBucket(r -> r.bucket(BUCKET));
    Requests since = rig.server.faults().requests().since(before);
    assertThat(since.of(Operation.PUT)).isEqualTo(2);
    assertThat(since.of(Operation.GET)).isEqualTo(1);
    assertThat(since.of(Operation.LIST, Operation.BUCKET)).isEqualTo(2);
    assertThat(since.total()).isEqualTo(5);
    assertThat(since).hasToString("GET 1, PUT 2, LIST 1, BUCKET 1");
  }

  @Test
  void fault_nonsense_isRefused() {
    assertThatThrownBy(() -> Fault.truncate().beforeEffect())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Fault.status(200, "OK")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Fault.drop().times(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Fault.drop().withProbability(1.5, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Fault.latency(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Fault.drop().position()).isEqualTo(Position.BEFORE_EFFECT);
  }
}
