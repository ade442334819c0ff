package dev.etagere.failover.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.model.SelectObjectContentResponseHandler;

/** The asynchronous interface, whole, by reflection. */
class AsyncSurfaceTest {
  static Stream<Method> operations() {
    return Arrays.stream(S3AsyncClient.class.getMethods())
        .filter(m -> !Modifier.isStatic(m.getModifiers()))
        .filter(m -> m.getParameterCount() > 0)
        .filter(m -> S3Request.class.isAssignableFrom(m.getParameterTypes()[0]))
        .filter(m -> m.getReturnType() == CompletableFuture.class)
        .filter(
            m -> Arrays.stream(m.getParameterTypes()).noneMatch(java.nio.file.Path.class::equals));
  }

  private static Object[] arguments(Method method) {
    Object[] all = new Object[method.getParameterCount()];
    for (int i = 0; i < all.length; i++) {
      Class<?> type = method.getParameterTypes()[i];
      if (S3Request.class.isAssignableFrom(type)) {
        all[i] = SurfaceTest.request(type);
      } else if (type == AsyncRequestBody.class) {
        all[i] = AsyncRequestBody.fromString("body");
      } else if (type == AsyncResponseTransformer.class) {
        all[i] = AsyncResponseTransformer.toBytes();
      } else if (type == SelectObjectContentResponseHandler.class) {
        all[i] = SelectObjectContentResponseHandler.builder().subscriber(event -> {}).build();
      } else {
        throw new AssertionError("a kind of argument nobody knows: " + method);
      }
    }
    return all;
  }

  private final FakeS3 eu = new FakeS3();
  private final FakeS3 us = new FakeS3();
  private final FailoverS3AsyncClient client =
      FailoverS3AsyncClient.builder()
          .primary("eu", eu.asyncClient(), "orders-eu")
          .secondary("us", us.asyncClient(), "orders-us")
          .bucket("orders")
          .build();

  private void invoke(Method method) throws Throwable {
    Joined.join(method.invoke(client, arguments(method)));
  }

  @Test
  void b3_operations_areTheWholeInterface() {
    Set<String> sync = new TreeSet<>();
    SurfaceTest.operations().forEach(m -> sync.add(m.getName()));
    Set<String> async = new TreeSet<>();
    operations().forEach(m -> async.add(m.getName()));
    sync.removeIf(name -> name.endsWith("AsBytes"));
    assertThat(async).containsAll(sync).contains("selectObjectContent");
  }

  @ParameterizedTest
  @MethodSource("operations")
  void b3_everyOperation_primaryWell_goesThereWithItsBucket(Method method) throws Throwable {
    invoke(method);

    assertThat(eu.asked()).hasSize(1);
    assertThat(us.asked()).isEmpty();
    assertThat(SurfaceTest.bucket(eu.last())).isIn("orders-eu", null);
  }

  @ParameterizedTest
  @MethodSource("operations")
  void b3_everyOperation_primaryGives503_succeedsAtTheSecondary(Method method) throws Throwable {
    eu.failing(FakeS3.status(503, "SlowDown"));

    invoke(method);

    assertThat(eu.asked()).hasSize(1);
    assertThat(us.asked()).hasSize(1);
    assertThat(SurfaceTest.bucket(us.last())).isIn("orders-us", null);
  }

  @ParameterizedTest
  @MethodSource("operations")
  void b9_everyOperation_bothGive500_oneErrorCarriesBoth(Method method) {
    Throwable first = FakeS3.status(500, "InternalError");
    Throwable second = FakeS3.status(503, "SlowDown");
    eu.failing(first);
    us.failing(second);

    Throwable error = catchThrowable(() -> invoke(method));

    assertThat(error).hasMessageContaining("eu: status 500").hasMessageContaining("us: status 503");
    assertThat(List.of(error.getCause(), error.getSuppressed()[0]))
        .containsExactlyInAnyOrder(first, second);
  }

  @ParameterizedTest
  @MethodSource("operations")
  void b5_everyOperation_anotherBucket_failsTheFuture(Method method) throws Exception {
    Object[] arguments = arguments(method);
    if (SurfaceTest.bucket((S3Request) arguments[0]) == null) {
      return; // ListBuckets and the like name none
    }
    arguments[0] = SurfaceTest.inBucket((S3Request) arguments[0], "theirs");
    CompletableFuture<?> future = (CompletableFuture<?>) method.invoke(client, arguments);

    assertThat(catchThrowable(() -> Joined.join(future)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'theirs'");
    assertThat(eu.asked()).isEmpty();
  }

  @Test
  void everyOtherMethod_isOneWeKnow() {
    Set<Method> operations = new java.util.HashSet<>(operations().toList());
    Set<String> names = new TreeSet<>();
    Arrays.stream(S3AsyncClient.class.getMethods())
        .filter(m -> !Modifier.isStatic(m.getModifiers()) && !operations.contains(m))
        .filter(
            m ->
                m.getParameterCount() == 0
                    || (!S3Request.class.isAssignableFrom(m.getParameterTypes()[0])
                        && m.getParameterTypes()[0] != java.util.function.Consumer.class))
        .forEach(m -> names.add(m.getName()));
    assertThat(names)
        .containsExactlyInAnyOrder(
            "close",
            "listBuckets",
            "listBucketsPaginator",
            "presignedUrlExtension",
            "serviceClientConfiguration",
            "serviceName",
            "utilities",
            "waiter");
  }
}
