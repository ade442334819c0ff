package dev.etagere.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a JUnit 5 test a local S3 of its own for each of its parameters of these types:
 *
 * <pre>{@code
 * @LocalS3
 * class ShelfTest {
 *   @Test
 *   void put_replyLost_isStillKnown(LocalLocation s3, ObjectStore store, Faults faults) {
 *     faults.add(Fault.drop().afterEffect().on(Operation.PUT));
 *     store.create("key", Content.of("value"));
 *   }
 * }
 * }</pre>
 *
 * <p>A {@link LocalLocation}, an {@link dev.etagere.core.ObjectStore} over it, an {@link
 * software.amazon.awssdk.services.s3.S3Client} for it, its {@link
 * dev.etagere.local.server.fault.Faults}; or two that replicate to each other, a {@link
 * ReplicatedPair}. Parameters without a name share one server, started when the first is wanted (in
 * milliseconds, after the first in a JVM) and stopped after the test; those that carry this
 * annotation with another name have a server of that name, for tests with several locations.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(LocalS3Extension.class)
public @interface LocalS3 {
  /** Which of the test's servers; also the name of its bucket, {@code bucket-} put before it. */
  String value() default "default";

  /** The region its requests are signed for. */
  String region() default "us-east-1";
}
