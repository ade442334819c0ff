package dev.etagere.local.server;

import static dev.etagere.local.server.Rig.BUCKET;
import static dev.etagere.local.server.Rig.answer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.local.server.awssdk.EngineBlobStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

class RaceTest {
  private static final int THREADS = 16;
  private static final int ROUNDS = 25;
  private static Rig rig;
  private static S3Client s3;
  private static ExecutorService threads;

  @BeforeAll
  static void open() {
    rig = new Rig();
    s3 = rig.s3;
    threads = Executors.newFixedThreadPool(THREADS);
  }

  @AfterAll
  static void close() {
    threads.shutdown();
    rig.close();
  }

  /** The answers of all threads that did it at once. */
  private static List<String> atOnce(IntFunction<Callable<?>> each) throws Exception {
    CyclicBarrier together = new CyclicBarrier(THREADS);
    List<Future<String>> answers = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Callable<?> call = each.apply(i);
      answers.add(
          threads.submit(
              () -> {
                together.await();
                return answer(call);
              }));
    }
    List<String> all = new ArrayList<>();
    for (Future<String> answer : answers) {
      all.add(answer.get());
    }
    return all;
  }

  private static void assertOneWinner(List<String> answers, String loser) {
    assertThat(answers).filteredOn("ok"::equals).hasSize(1);
    assertThat(answers).filteredOn(answer -> !answer.equals("ok")).containsOnly(loser);
  }

  @Test
  void create_16atOnce_oneWins() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String key = "create" + round;
      assertOneWinner(
          atOnce(
              i ->
                  () ->
                      s3.putObject(
                          r -> r.bucket(BUCKET).key(key).ifNoneMatch("*"),
                          RequestBody.fromString("of " + i))),
          "412 PreconditionFailed");
    }
  }

  @Test
  void delete_16atOnce_oneWins() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String key = "delete" + round;
      String etag = rig.put(key, "x");
      assertOneWinner(
          atOnce(i -> () -> s3.deleteObject(r -> r.bucket(BUCKET).key(key).ifMatch(etag))),
          "404 NoSuchKey");
    }
  }

  @Test
  void copy_16atOnceToOnePlace_oneWins() throws Exception {
    rig.put("source", "x");
    for (int round = 0; round < ROUNDS; round++) {
      String key = "copy" + round;
      assertOneWinner(
          atOnce(
              i ->
                  () ->
                      s3.copyObject(
                          r ->
                              r.sourceBucket(BUCKET)
                                  .sourceKey("source")
                                  .destinationBucket(BUCKET)
                                  .destinationKey(key)
                                  .ifNoneMatch("*"))),
          "412 PreconditionFailed");
    }
  }

  @Test
  void complete_16atOnceOfOneKey_oneWins() throws Exception {
    for (int round = 0; round < 10; round++) {
      String key = "complete" + round;
      List<String> ids = new ArrayList<>();
      List<CompletedPart> parts = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        String id = s3.createMultipartUpload(r -> r.bucket(BUCKET).key(key)).uploadId();
        String body = "of " + i;
        String etag =
            s3.uploadPart(
                    r -> r.bucket(BUCKET).key(key).uploadId(id).partNumber(1),
                    RequestBody.fromString(body))
                .eTag();
        ids.add(id);
        parts.add(CompletedPart.builder().partNumber(1).eTag(etag).build());
      }
      assertOneWinner(
          atOnce(
              i ->
                  () ->
                      s3.completeMultipartUpload(
                          r ->
                              r.bucket(BUCKET)
                                  .key(key)
                                  .uploadId(ids.get(i))
                                  .ifNoneMatch("*")
                                  .multipartUpload(m -> m.parts(parts.get(i))))),
          "412 PreconditionFailed");
    }
  }

  /** Goes red when S3Proxy no longer takes our store for one that judges conditions itself. */
  @Test
  void deleteMany_16atOnce_oneWins() throws Exception {
    assertThat(EngineBlobStore.class.getName()).contains(".awssdk.");
    for (int round = 0; round < ROUNDS; round++) {
      String key = "many" + round;
      ObjectIdentifier entry = ObjectIdentifier.builder().key(key).eTag(rig.put(key, "x")).build();
      List<String> results = java.util.Collections.synchronizedList(new ArrayList<>());
      atOnce(
          i ->
              () ->
                  results.add(
                      s3
                          .deleteObjects(r -> r.bucket(BUCKET).delete(d -> d.objects(entry)))
                          .errors()
                          .stream()
                          .map(e -> e.code())
                          .findFirst()
                          .orElse("ok")));
      assertThat(results).hasSize(THREADS).filteredOn("ok"::equals).hasSize(1);
      assertThat(results).containsOnly("ok", "NoSuchKey");
    }
  }

  @Test
  void counter_16threads_exact() throws Exception {
    rig.put("counter", "0");
    List<Future<?>> writers = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      writers.add(threads.submit(() -> count(s3, "counter", 15)));
    }
    for (Future<?> writer : writers) {
      writer.get();
    }
    assertThat(rig.held("counter")).isEqualTo(String.valueOf(THREADS * 15));
  }

  /** Adds to a number in an object, one by one, by compare-and-swap. */
  static void count(S3Client client, String key, int times) {
    for (int done = 0; done < times; ) {
      var now = client.getObjectAsBytes(r -> r.bucket(BUCKET).key(key));
      String next = String.valueOf(Integer.parseInt(now.asUtf8String()) + 1);
      String answer =
          answer(
              () ->
                  client.putObject(
                      r -> r.bucket(BUCKET).key(key).ifMatch(now.response().eTag()),
                      RequestBody.fromString(next)));
      assertThat(answer).isIn("ok", "412 PreconditionFailed");
      done += answer.equals("ok") ? 1 : 0;
    }
  }
}
