package dev.etagere.contract;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.s3.S3Client;

/** A client that sends each request to another server than the one before. */
final class Alternating {
  private final List<S3Client> clients;
  private final AtomicInteger requests = new AtomicInteger();

  private Alternating(List<S3Client> clients) {
    this.clients = clients;
  }

  /** Closing it closes them. */
  static S3Client of(S3Client... clients) {
    Alternating turns = new Alternating(List.of(clients));
    return (S3Client)
        Proxy.newProxyInstance(
            Alternating.class.getClassLoader(),
            new Class<?>[] {S3Client.class},
            (proxy, method, arguments) -> turns.call(method, arguments));
  }

  private Object call(Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("close")) {
      clients.forEach(S3Client::close);
      return null;
    }
    // Only requests have arguments, but for equals, and that answers alike in turn or not.
    int turn = method.getParameterCount() == 0 ? 0 : requests.getAndIncrement();
    try {
      return method.invoke(clients.get(Math.floorMod(turn, clients.size())), arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
