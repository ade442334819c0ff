package dev.etagere.contract;

import java.util.function.Predicate;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes of a good service one that takes conditions and does not keep them. */
final class Liar implements ExecutionInterceptor {
  private final Predicate<String> paths;

  private Liar(Predicate<String> paths) {
    this.paths = paths;
  }

  /** A client of such a service; it lies where the path is one of these. */
  static S3Client client(S3ClientBuilder honest, Predicate<String> paths) {
    return honest.overrideConfiguration(o -> o.addExecutionInterceptor(new Liar(paths))).build();
  }

  /** Before it is signed. */
  @Override
  public SdkHttpRequest modifyHttpRequest(
      Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
    SdkHttpRequest request = context.httpRequest();
    return paths.test(request.encodedPath())
        ? request.copy(r -> r.removeHeader("If-Match").removeHeader("If-None-Match"))
        : request;
  }
}
