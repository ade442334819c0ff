package dev.etagere.failover.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.local.server.fault.Fault;
import dev.etagere.local.server.fault.Operation;
import dev.etagere.local.server.fault.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Every fault, at every position, for what belongs to an upload and so can go nowhere else. */
@SuppressWarnings("unchecked") // the SDK's varargs
@Timeout(60)
class UploadFaultsTest {
  /** Short: what is asked with it fails, but for a fault nobody notices. */
  private static final Duration SOON = Duration.ofMillis(400);

  private static final TwoLocations TWO = new TwoLocations();
  private static final FailoverS3Client PATIENT = TWO.sync().build();
  private static final FailoverS3Client HASTY =
      TWO.sync().limits(new AttemptLimits(SOON, SOON, 1 << 20, SOON)).probes(false).build();
  private static final FailoverS3AsyncClient ASYNC =
      TWO.async().limits(new AttemptLimits(SOON, SOON, 1 << 20, SOON)).probes(false).build();

  @AfterEach
  void calm() {
    TWO.eu.faults().clear();
    TWO.heard.clear();
  }

  @AfterAll
  static void close() {
    PATIENT.close();
    HASTY.close();
    ASYNC.close();
    TWO.close();
  }

  /** What is done with an upload that has one part, and how it is seen that it was. */
  enum Doing {
    PART(Operation.UPLOAD_PART) {
      @Override
      void call(S3Client s3, String id, String etag) {
        s3.uploadPart(
            r -> r.bucket("orders").key("big").uploadId(id).partNumber(2),
            RequestBody.fromString("two"));
      }

      @Override
      boolean done(String id) {
        return PATIENT.listParts(r -> r.bucket("orders").key("big").uploadId(id)).parts().size()
            == 2;
      }
    },
    COMPLETE(Operation.COMPLETE) {
      @Override
      void call(S3Client s3, String id, String etag) {
        s3.completeMultipartUpload(
            r ->
                r.bucket("orders")
                    .key("big")
                    .uploadId(id)
                    .multipartUpload(m -> m.parts(p -> p.partNumber(1).eTag(etag))));
      }

      @Override
      boolean done(String id) {
        return TwoLocations.has(TWO.eu, "big");
      }
    },
    ABORT(Operation.ABORT) {
      @Override
      void call(S3Client s3, String id, String etag) {
        s3.abortMultipartUpload(r -> r.bucket("orders").key("big").uploadId(id));
      }

      @Override
      boolean done(String id) {
        try {
          PATIENT.listParts(r -> r.bucket("orders").key("big").uploadId(id));
          return false;
        } catch (S3Exception e) {
          return e.statusCode() == 404;
        }
      }
    };

    final Operation operation;

    Doing(Operation operation) {
      this.operation = operation;
    }

    abstract void call(S3Client s3, String id, String etag);

    abstract boolean done(String id);
  }

  static Stream<Arguments> all() {
    List<Arguments> all = new ArrayList<>();
    for (Doing doing : Doing.values()) {
      for (Position position : Position.values()) {
        for (Fault fault : FaultsTest.kinds()) {
          if (fault.position() == Position.AFTER_EFFECT && position == Position.BEFORE_EFFECT) {
            continue; // nothing to truncate yet
          }
          all.add(Arguments.of(doing, position, fault.at(position).on(doing.operation).always()));
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("all")
  void sync_faultAtTheUploadsLocation_clearErrorAndNothingElsewhere(
      Doing doing, Position position, Fault fault) {
    failsClearly(HASTY, doing, position, fault);
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("all")
  void async_faultAtTheUploadsLocation_clearErrorAndNothingElsewhere(
      Doing doing, Position position, Fault fault) {
    failsClearly(Joined.over(ASYNC), doing, position, fault);
  }

  private static void failsClearly(S3Client s3, Doing doing, Position position, Fault fault) {
    TWO.eu.client().deleteObject(r -> r.bucket("orders-eu").key("big"));
    String id = PATIENT.createMultipartUpload(r -> r.bucket("orders").key("big")).uploadId();
    assertThat(id).startsWith("eu:");
    String etag =
        PATIENT
            .uploadPart(
                r -> r.bucket("orders").key("big").uploadId(id).partNumber(1),
                RequestBody.fromString("one"))
            .eTag();
    TWO.heard.clear();
    TWO.eu.faults().add(fault);

    boolean succeeded = true;
    try {
      doing.call(s3, id, etag);
    } catch (SdkException e) {
      succeeded = false;
      assertThat(e)
          .hasMessageContaining("upload id")
          .hasMessageContaining("'eu'")
          .hasMessageContaining("begin the upload anew");
    }

    assertThat(TWO.heard.events("failover")).isEmpty();
    assertThat(TWO.heard.events("send")).hasSize(1).allMatch(event -> event.endsWith("@eu"));
    TWO.eu.faults().clear();
    if (succeeded || position == Position.AFTER_EFFECT) {
      assertThat(doing.done(id)).as("was it done").isTrue();
    } else {
      assertThat(doing.done(id)).as("was it done").isFalse();
      doing.call(PATIENT, id, etag);
      assertThat(doing.done(id)).as("and now").isTrue();
    }
    assertThat(TwoLocations.has(TWO.us, "big")).isFalse();
  }
}
