package dev.etagere.failover.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * Every operation of the SDK's interface, found by reflection, so that none of a later SDK slips
 * by.
 */
@SuppressWarnings("RethrowReflectiveOperationExceptionAsLinkageError")
class SurfaceTest {
  private static final Pattern READ = Pattern.compile("(get|head|list|select).*");
  private static final Pattern WRITE =
      Pattern.compile(
          "(put|delete|create|complete|abort|copy|upload|restore|rename|write|update).*");

  /** What would tie a call to one location. */
  private static final Set<Shape.Role> LEFT_OUT =
      EnumSet.of(
          Shape.Role.UPLOAD,
          Shape.Role.VERSION,
          Shape.Role.TOKEN,
          Shape.Role.CONDITION,
          Shape.Role.COPY_SOURCE);

  static Stream<Method> operations() {
    return Arrays.stream(S3Client.class.getMethods())
        .filter(m -> !Modifier.isStatic(m.getModifiers()))
        .filter(m -> m.getParameterCount() > 0)
        .filter(m -> S3Request.class.isAssignableFrom(m.getParameterTypes()[0]))
        .filter(m -> !m.getName().endsWith("Paginator"))
        .filter(
            m -> Arrays.stream(m.getParameterTypes()).noneMatch(java.nio.file.Path.class::equals));
  }

  static Stream<Method> otherMethods() {
    Set<Method> operations = new java.util.HashSet<>(operations().toList());
    return Arrays.stream(S3Client.class.getMethods())
        .filter(m -> !Modifier.isStatic(m.getModifiers()) && !operations.contains(m));
  }

  /** A request with the logical bucket, and every other text or number field filled. */
  static S3Request request(Class<?> type) {
    try {
      SdkPojo builder = (SdkPojo) type.getMethod("builder").invoke(null);
      for (SdkField<?> field : builder.sdkFields()) {
        if (field.locationName().equals("Bucket") && field.location() == MarshallLocation.PATH) {
          field.set(builder, "orders");
        } else if (field.locationName().equals("SourceBucket")) {
          field.set(builder, "orders");
        } else if (LEFT_OUT.contains(Roles.of(type).of(field, 0))) {
          // none is given
        } else if (field.marshallingType() == MarshallingType.STRING) {
          field.set(builder, "some-" + field.memberName());
        } else if (field.marshallingType() == MarshallingType.INTEGER) {
          field.set(builder, 7);
        }
      }
      return (S3Request) ((SdkBuilder<?, ?>) builder).build();
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(type.getName(), e);
    }
  }

  private static Object[] arguments(Method method) {
    Object[] all = new Object[method.getParameterCount()];
    for (int i = 0; i < all.length; i++) {
      Class<?> type = method.getParameterTypes()[i];
      if (S3Request.class.isAssignableFrom(type)) {
        all[i] = request(type);
      } else if (type == RequestBody.class) {
        all[i] = RequestBody.fromString("body");
      } else if (type == ResponseTransformer.class) {
        all[i] = ResponseTransformer.toBytes();
      } else {
        throw new AssertionError("a kind of argument nobody knows: " + method);
      }
    }
    return all;
  }

  private final FakeS3 eu = new FakeS3();
  private final FakeS3 us = new FakeS3();
  private final FailoverS3Client client =
      FailoverS3Client.builder()
          .primary("eu", eu.client(), "orders-eu")
          .secondary("us", us.client(), "orders-us")
          .bucket("orders")
          .build();

  private void invoke(Method method) throws Throwable {
    try {
      method.invoke(client, arguments(method));
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  static S3Request inBucket(S3Request request, String bucket) {
    S3Request.Builder other = request.toBuilder();
    for (SdkField<?> field : request.sdkFields()) {
      if (field.locationName().equals("Bucket") && field.location() == MarshallLocation.PATH) {
        field.set(other, bucket);
      }
    }
    return other.build();
  }

  static String bucket(S3Request request) {
    for (SdkField<?> field : request.sdkFields()) {
      if (field.locationName().equals("Bucket") && field.location() == MarshallLocation.PATH) {
        return (String) field.getValueOrDefault(request);
      }
    }
    return null;
  }

  @Test
  void b3_operations_areTheWholeInterface() {
    assertThat(operations().map(Method::getName).distinct().count()).isGreaterThanOrEqualTo(110);
  }

  @ParameterizedTest
  @MethodSource("operations")
  void b3_everyOperation_primaryWell_goesThereWithItsBucket(Method method) throws Throwable {
    invoke(method);

    assertThat(eu.asked()).hasSize(1);
    assertThat(us.asked()).isEmpty();
    assertThat(bucket(eu.last())).isIn("orders-eu", null);
  }

  @ParameterizedTest
  @MethodSource("operations")
  void b3_everyOperation_primaryGives503_succeedsAtTheSecondary(Method method) throws Throwable {
    eu.failing(FakeS3.status(503, "SlowDown"));

    invoke(method);

    assertThat(eu.asked()).hasSize(1);
    assertThat(us.asked()).hasSize(1);
    assertThat(bucket(us.last())).isIn("orders-us", null);
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

  /** B11: whatever field a request has, it arrives; only the bucket is another. */
  @ParameterizedTest
  @MethodSource("operations")
  void b11_everyOperation_everyFieldPassesUnchanged(Method method) throws Throwable {
    S3Request given = request(method.getParameterTypes()[0]);

    invoke(method);

    S3Request arrived = eu.last();
    for (SdkField<?> field : given.sdkFields()) {
      boolean bucket =
          (field.locationName().equals("Bucket") && field.location() == MarshallLocation.PATH)
              || field.locationName().equals("SourceBucket");
      Object was = field.getValueOrDefault(given);
      assertThat(field.getValueOrDefault(arrived))
          .as(field.memberName())
          .isEqualTo(bucket && was != null ? "orders-eu" : was);
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void b5_everyOperation_anotherBucket_refusedAndNotSent(Method method) {
    Object[] arguments = arguments(method);
    S3Request request = (S3Request) arguments[0];
    if (bucket(request) == null) {
      return; // ListBuckets and the like name none
    }
    arguments[0] = inBucket(request, "orders-eu");

    Throwable error = catchThrowable(() -> method.invoke(client, arguments)).getCause();

    assertThat(error)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'orders-eu'")
        .hasMessageContaining("'orders'");
    assertThat(eu.asked()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("operations")
  void everyOperation_isKnownAsReadOrWrite(Method method) {
    assertThat(READ.matcher(method.getName()).matches() ^ WRITE.matcher(method.getName()).matches())
        .as("is %s a read or a write? Say so in Plan and here", method.getName())
        .isTrue();
    Plan plan =
        new Plan(
            new Plan.Names("orders", List.of("eu", "us")), request(method.getParameterTypes()[0]));
    assertThat(plan.isRead()).isEqualTo(READ.matcher(method.getName()).matches());
    assertThat(plan.operation()).isEqualToIgnoringCase(method.getName().replace("AsBytes", ""));
  }

  /** A condition that a later SDK adds must be classified, lest it goes to the secondary. */
  @Test
  void everyField_thatLooksLikeAConditionOrAnId_isClassified() {
    Map<String, Set<String>> unknown = new TreeMap<>();
    operations()
        .map(m -> m.getParameterTypes()[0])
        .distinct()
        .forEach(
            type -> {
              for (SdkField<?> field : request(type).sdkFields()) {
                boolean looks =
                    Pattern.compile(
                            "(?i)if-?(none-?)?match|if-?(un)?modified|token|marker|versionid|uploadid|offset")
                        .matcher(field.memberName())
                        .find();
                if (looks && Roles.of(type).of(field, 0) == null) {
                  unknown
                      .computeIfAbsent(field.memberName(), k -> new TreeSet<>())
                      .add(type.getSimpleName());
                }
              }
            });
    assertThat(unknown.keySet())
        .as("%s", unknown)
        .containsExactlyInAnyOrder(
            // Of a copy's source: they say what is copied, not what may be overwritten.
            "CopySourceIfMatch",
            "CopySourceIfModifiedSince",
            "CopySourceIfNoneMatch",
            "CopySourceIfUnmodifiedSince",
            // Of the upload, which is at its location.
            "IfMatchInitiatedTime",
            // Keys and numbers.
            "KeyMarker",
            "Marker",
            "PartNumberMarker",
            // Of bucket configuration, of a rename's idempotency, of Object Lambda.
            "ClientToken",
            "DeleteMarker",
            "RequestToken",
            "Token",
            "VersionId");
    assertThat(unknown.get("VersionId")).containsExactly("WriteGetObjectResponseRequest");
  }

  @Test
  void everyOtherMethod_isOneWeKnow() {
    Set<String> names = new TreeSet<>();
    otherMethods()
        .filter(m -> m.getParameterCount() == 0 || !takesRequest(m))
        .map(Method::getName)
        .forEach(names::add);
    assertThat(names)
        .containsExactlyInAnyOrder(
            "close",
            "listBuckets",
            "listBucketsPaginator",
            "serviceClientConfiguration",
            "serviceName",
            "utilities",
            "waiter");
  }

  private static boolean takesRequest(Method m) {
    Class<?> first = m.getParameterTypes()[0];
    return S3Request.class.isAssignableFrom(first) || first == java.util.function.Consumer.class;
  }

  @Test
  void close_closesBoth() {
    client.close();

    assertThat(eu.closed).isTrue();
    assertThat(us.closed).isTrue();
  }
}
