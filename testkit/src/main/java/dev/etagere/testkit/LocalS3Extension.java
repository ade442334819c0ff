package dev.etagere.testkit;

import dev.etagere.core.ObjectStore;
import dev.etagere.local.server.fault.Faults;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Starts the servers of {@link LocalS3} when a parameter wants one; JUnit closes them after the
 * test.
 */
final class LocalS3Extension implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(LocalS3Extension.class);
  private static final Map<Class<?>, Function<LocalLocation, Object>> RESOLVERS =
      Map.of(
          LocalLocation.class, location -> location,
          ObjectStore.class, LocalLocation::store,
          S3Client.class, LocalLocation::client,
          Faults.class, LocalLocation::faults);

  LocalS3Extension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == ReplicatedPair.class || RESOLVERS.containsKey(type);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Optional<LocalS3> named = parameter.findAnnotation(LocalS3.class);
    String name = named.map(LocalS3::value).orElse("default");
    if (parameter.getParameter().getType() == ReplicatedPair.class) {
      return pair(name, context);
    }
    String region = named.map(LocalS3::region).orElse("us-east-1");
    LocalLocation location =
        context
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(
                name, key -> LocalLocation.start(region, "bucket-" + name), LocalLocation.class);
    Function<LocalLocation, Object> resolver = RESOLVERS.get(parameter.getParameter().getType());
    if (resolver == null) {
      throw new IllegalArgumentException("no local S3 can be a " + parameter.getParameter());
    }
    return resolver.apply(location);
  }

  private static ReplicatedPair pair(String name, ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            List.of(ReplicatedPair.class, name),
            key -> ReplicatedPair.start(),
            ReplicatedPair.class);
  }
}
