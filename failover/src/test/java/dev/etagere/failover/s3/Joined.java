package dev.etagere.failover.s3;

import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Request;

/** An asynchronous client as a synchronous one, so that each scenario is written once. */
final class Joined {
  private Joined() {}

  static S3Client over(S3AsyncClient async) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (arguments != null && arguments[0] instanceof S3Request) {
            boolean core =
                arguments.length == 1
                    || arguments[1] instanceof RequestBody
                    || arguments[1] instanceof ResponseTransformer;
            boolean plain =
                arguments.length == 2
                    || Arrays.stream(S3AsyncClient.class.getMethods())
                        .anyMatch(m -> isPlain(m, method));
            if (core && plain) {
              return call(async, method, arguments);
            }
          }
          return method.isDefault()
              ? InvocationHandler.invokeDefault(proxy, method, arguments)
              : null;
        };
    return (S3Client)
        Proxy.newProxyInstance(
            Joined.class.getClassLoader(), new Class<?>[] {S3Client.class}, handler);
  }

  private static boolean isPlain(Method async, Method sync) {
    return async.getName().equals(sync.getName())
        && async.getReturnType() == CompletableFuture.class
        && async.getParameterCount() == 1
        && async.getParameterTypes()[0] == sync.getParameterTypes()[0];
  }

  private static Object call(S3AsyncClient async, Method method, Object[] arguments)
      throws Throwable {
    try {
      if (arguments.length == 1) {
        return join(
            S3AsyncClient.class
                .getMethod(method.getName(), method.getParameterTypes()[0])
                .invoke(async, arguments));
      }
      if (arguments[1] instanceof RequestBody body) {
        AsyncRequestBody bytes;
        try (InputStream in = body.contentStreamProvider().newStream()) {
          bytes = AsyncRequestBody.fromBytes(in.readAllBytes());
        }
        return join(
            S3AsyncClient.class
                .getMethod(method.getName(), method.getParameterTypes()[0], AsyncRequestBody.class)
                .invoke(async, arguments[0], bytes));
      }
      return read(async, method, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  @SuppressWarnings("unchecked")
  private static Object read(S3AsyncClient async, Method method, Object[] arguments)
      throws Throwable {
    ResponseInputStream<Object> in =
        (ResponseInputStream<Object>)
            join(
                S3AsyncClient.class
                    .getMethod(
                        method.getName(),
                        method.getParameterTypes()[0],
                        AsyncResponseTransformer.class)
                    .invoke(async, arguments[0], AsyncResponseTransformer.toBlockingInputStream()));
    return ((ResponseTransformer<Object, Object>) arguments[1])
        .transform(in.response(), AbortableInputStream.create(in, in));
  }

  static Object join(Object future) throws Throwable {
    try {
      return ((CompletableFuture<?>) future).join();
    } catch (CompletionException e) {
      throw e.getCause();
    }
  }
}
