package dev.etagere.failover.s3;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** A client of one location that answers what a test says, and keeps what it was asked. */
@SuppressWarnings({
  "FutureReturnValueIgnored",
  "TypeParameterUnusedInFormals",
  "RethrowReflectiveOperationExceptionAsLinkageError"
})
final class FakeS3 {
  private final List<S3Request> asked = new CopyOnWriteArrayList<>();
  private volatile Function<S3Request, @Nullable Object> answers = request -> null;
  volatile boolean closed;

  /** Gives the answer: a response, a Throwable to throw, or null for an empty response. */
  FakeS3 answering(Function<S3Request, @Nullable Object> how) {
    answers = how;
    return this;
  }

  FakeS3 failing(Throwable error) {
    return answering(request -> error);
  }

  List<S3Request> asked() {
    return asked;
  }

  @SuppressWarnings("unchecked")
  <T extends S3Request> T last() {
    return (T) asked.get(asked.size() - 1);
  }

  static S3Exception status(int status, String code) {
    return (S3Exception)
        S3Exception.builder()
            .statusCode(status)
            .message(code)
            .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
            .build();
  }

  static Throwable noSuchKey() {
    return NoSuchKeyException.builder()
        .statusCode(404)
        .awsErrorDetails(AwsErrorDetails.builder().errorCode("NoSuchKey").build())
        .build();
  }

  /** The response's class of an operation, built empty. */
  static Object emptyResponse(S3Request request) {
    try {
      Class<?> type =
          Class.forName(request.getClass().getName().replaceAll("Request$", "Response"));
      SdkPojo builder = (SdkPojo) type.getMethod("builder").invoke(null);
      ((software.amazon.awssdk.core.SdkResponse.Builder) builder)
          .sdkHttpResponse(
              software.amazon.awssdk.http.SdkHttpResponse.builder().statusCode(200).build());
      return ((SdkBuilder<?, ?>) builder).build();
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  S3Client client() {
    return (S3Client)
        Proxy.newProxyInstance(
            FakeS3.class.getClassLoader(), new Class<?>[] {S3Client.class}, this::sync);
  }

  private Object sync(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("close")) {
      closed = true;
      return null;
    }
    if (method.getName().equals("serviceName")) {
      return "s3";
    }
    if (arguments == null || !(arguments[0] instanceof S3Request request)) {
      return method.isDefault()
          ? java.lang.reflect.InvocationHandler.invokeDefault(proxy, method, arguments)
          : null;
    }
    Object answer = answer(request);
    if (answer instanceof Throwable error) {
      throw error;
    }
    if (arguments.length > 1 && arguments[1] instanceof ResponseTransformer<?, ?> transformer) {
      return transform(transformer, answer);
    }
    return answer;
  }

  @SuppressWarnings("unchecked")
  private static <R> Object transform(ResponseTransformer<R, ?> transformer, Object answer)
      throws Exception {
    return transformer.transform(
        (R) answer, AbortableInputStream.create(new java.io.ByteArrayInputStream(new byte[0])));
  }

  private Object answer(S3Request request) {
    asked.add(request);
    Object answer = answers.apply(request);
    return answer == null ? emptyResponse(request) : answer;
  }

  S3AsyncClient asyncClient() {
    return (S3AsyncClient)
        Proxy.newProxyInstance(
            FakeS3.class.getClassLoader(), new Class<?>[] {S3AsyncClient.class}, this::async);
  }

  private Object async(Object proxy, Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("close")) {
      closed = true;
      return null;
    }
    if (method.getName().equals("serviceName")) {
      return "s3";
    }
    if (arguments == null || !(arguments[0] instanceof S3Request request)) {
      return method.isDefault()
          ? java.lang.reflect.InvocationHandler.invokeDefault(proxy, method, arguments)
          : null;
    }
    Object answer = answer(request);
    if (answer instanceof CompletableFuture<?> own) {
      return own;
    }
    if (answer instanceof Throwable error) {
      return CompletableFuture.failedFuture(error);
    }
    if (arguments.length > 1
        && arguments[1]
            instanceof
            software.amazon.awssdk.core.async.AsyncResponseTransformer<?, ?> transformer) {
      return transformAsync(transformer, answer);
    }
    return CompletableFuture.completedFuture(
        method.getName().equals("selectObjectContent") ? null : answer);
  }

  @SuppressWarnings("unchecked")
  private static <R> Object transformAsync(
      software.amazon.awssdk.core.async.AsyncResponseTransformer<R, ?> transformer, Object answer) {
    CompletableFuture<?> result = transformer.prepare();
    transformer.onResponse((R) answer);
    transformer.onStream(software.amazon.awssdk.core.async.AsyncRequestBody.empty());
    return result;
  }
}
