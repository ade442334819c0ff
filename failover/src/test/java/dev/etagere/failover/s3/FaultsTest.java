package dev.etagere.failover.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.failover.BreakerState;
import dev.etagere.local.server.fault.Fault;
import dev.etagere.local.server.fault.Operation;
import dev.etagere.local.server.fault.Position;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/** Every fault of the local S3, at every position, for every operation that can go elsewhere. */
@Tag("once")
@SuppressWarnings("unchecked") // the SDK's varargs
class FaultsTest {
  private final TwoLocations two = new TwoLocations();
  private final FailoverS3Client client = two.sync().limits(TwoLocations.SHORT).build();

  @AfterEach
  void close() {
    two.eu.faults().clear();
    client.close();
    two.close();
  }

  /** What goes wrong at the primary. */
  static List<Fault> kinds() {
    return List.of(
        Fault.drop(),
        Fault.reset(),
        Fault.stall(),
        Fault.truncate(),
        Fault.status(400, "RequestTimeout"),
        Fault.internalError(),
        Fault.slowDown(),
        Fault.status(504, "GatewayTimeout"));
  }

  /** What is done, and how it is seen that it was. */
  enum Doing {
    GET(Operation.GET) {
      @Override
      void call(S3Client s3) {
        assertThat(s3.getObjectAsBytes(r -> r.bucket("orders").key("k")).asUtf8String())
            .isEqualTo("0123456789");
      }
    },
    HEAD(Operation.HEAD) {
      @Override
      void call(S3Client s3) {
        assertThat(s3.headObject(r -> r.bucket("orders").key("k")).contentLength()).isEqualTo(10);
      }
    },
    PUT(Operation.PUT) {
      @Override
      void call(S3Client s3) {
        s3.putObject(r -> r.bucket("orders").key("new"), RequestBody.fromString("body"));
      }

      @Override
      void verify(TwoLocations two) {
        assertThat(TwoLocations.at(two.us, "new")).isEqualTo("body");
      }
    },
    DELETE(Operation.DELETE) {
      @Override
      void call(S3Client s3) {
        s3.deleteObject(r -> r.bucket("orders").key("k"));
      }

      @Override
      void verify(TwoLocations two) {
        assertThat(TwoLocations.has(two.us, "k")).isFalse();
      }
    },
    DELETE_MANY(Operation.DELETE_MANY) {
      @Override
      void call(S3Client s3) {
        Delete delete =
            Delete.builder().objects(ObjectIdentifier.builder().key("k").build()).build();
        assertThat(s3.deleteObjects(r -> r.bucket("orders").delete(delete)).deleted()).hasSize(1);
      }

      @Override
      void verify(TwoLocations two) {
        assertThat(TwoLocations.has(two.us, "k")).isFalse();
      }
    },
    COPY(Operation.COPY) {
      @Override
      void call(S3Client s3) {
        s3.copyObject(
            r ->
                r.sourceBucket("orders")
                    .sourceKey("k")
                    .destinationBucket("orders")
                    .destinationKey("copy"));
      }

      @Override
      void verify(TwoLocations two) {
        assertThat(TwoLocations.at(two.us, "copy")).isEqualTo("0123456789");
      }
    },
    LIST(Operation.LIST) {
      @Override
      void call(S3Client s3) {
        assertThat(s3.listObjectsV2(r -> r.bucket("orders")).contents()).hasSize(1);
      }
    },
    CREATE_UPLOAD(Operation.CREATE_UPLOAD) {
      @Override
      void call(S3Client s3) {
        assertThat(s3.createMultipartUpload(r -> r.bucket("orders").key("big")).uploadId())
            .startsWith("us:");
      }
    },
    LIST_UPLOADS(Operation.LIST_UPLOADS) {
      @Override
      void call(S3Client s3) {
        assertThat(s3.listMultipartUploads(r -> r.bucket("orders")).bucket()).isEqualTo("orders");
      }
    },
    HEAD_BUCKET(Operation.BUCKET) {
      @Override
      void call(S3Client s3) {
        s3.headBucket(r -> r.bucket("orders"));
      }
    };

    final Operation operation;

    Doing(Operation operation) {
      this.operation = operation;
    }

    abstract void call(S3Client s3);

    void verify(TwoLocations two) {}
  }

  static Stream<Arguments> all() {
    List<Arguments> all = new ArrayList<>();
    for (Doing doing : Doing.values()) {
      for (Position position : Position.values()) {
        for (Fault fault : kinds()) {
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
  void call_faultAtThePrimary_succeeds(Doing doing, Position position, Fault fault) {
    two.atBoth("k", "0123456789");
    two.eu.faults().add(fault);

    doing.call(client);

    doing.verify(two);
    assertThat(two.heard.events("success")).hasSize(1);
  }

  private void primaryIs(S3Client unreachable) {
    TwoLocations.put(two.us.client(), two.us.bucket(), "k", "0123456789");
    try (FailoverS3Client over =
        two.sync()
            .primary("eu", unreachable, "orders-eu")
            .probes(false)
            .limits(TwoLocations.SHORT)
            .build()) {
      Doing.GET.call(over);
      assertThat(over.status().locations().get(0).breaker()).isEqualTo(BreakerState.OPEN);
      two.heard.clear();

      Doing.GET.call(over);

      assertThat(two.heard.events("send"))
          .as("while it is open, calls go straight to the other")
          .containsExactly("send GetObject@us");
    }
  }

  @Test
  void call_connectionRefused_failsOverAndRemembers() {
    two.eu.server().stop();

    primaryIs(TwoLocations.single(two.eu));
  }

  @Test
  void call_frozen_failsOverWithinTheLimitAndRemembers() {
    two.atBoth("k", "0123456789");
    two.eu.server().freeze();
    try {
      Doing.GET.call(client);
      two.heard.clear();

      Doing.GET.call(client);

      assertThat(two.heard.events("send")).containsExactly("send GetObject@us");
    } finally {
      two.eu.server().thaw();
    }
  }

  @Test
  void call_noSuchHost_failsOverAndRemembers() {
    try (S3Client lost =
        two.eu
            .clientBuilder()
            .endpointOverride(URI.create("http://no-such-host.invalid:1"))
            .build()) {
      primaryIs(lost);
    }
  }

  @Test
  void call_noTls_failsOverAndRemembers() throws Exception {
    try (ServerSocket garbage =
        new ServerSocket(0, 50, java.net.InetAddress.getLoopbackAddress())) {
      Thread answers =
          new Thread(
              () -> {
                try {
                  while (true) {
                    try (var socket = garbage.accept()) {
                      socket
                          .getOutputStream()
                          .write(
                              "this is no TLS\r\n\r\n"
                                  .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                      socket.getOutputStream().flush();
                      socket.getInputStream().readNBytes(1);
                    }
                  }
                } catch (java.io.IOException e) {
                  // closed: the test is over
                }
              });
      answers.setDaemon(true);
      answers.start();
      try (S3Client untrusted =
          two.eu
              .clientBuilder()
              .endpointOverride(URI.create("https://127.0.0.1:" + garbage.getLocalPort()))
              .overrideConfiguration(
                  o ->
                      o.retryStrategy(
                          software.amazon.awssdk.awscore.retry.AwsRetryStrategy.doNotRetry()))
              .build()) {
        primaryIs(untrusted);
      }
    }
  }

  @Test
  void call_noCredentials_failsOverAndRemembers() {
    AwsCredentialsProvider none =
        () -> {
          throw SdkClientException.create("Unable to load credentials from any of the providers");
        };
    try (S3Client unknown = two.eu.clientBuilder().credentialsProvider(none).build()) {
      primaryIs(unknown);
    }
  }

  @Test
  void upload_itsLocationFails_clearErrorAndNoFailover() {
    String id = client.createMultipartUpload(r -> r.bucket("orders").key("big")).uploadId();
    assertThat(id).startsWith("eu:");
    two.eu.faults().add(Fault.slowDown().on(Operation.UPLOAD_PART));
    two.heard.clear();

    assertThatThrownBy(
            () ->
                client.uploadPart(
                    r -> r.bucket("orders").key("big").uploadId(id).partNumber(1),
                    RequestBody.fromString("part")))
        .isInstanceOf(SdkException.class)
        .hasMessageContaining("upload id")
        .hasMessageContaining("'eu'")
        .hasMessageContaining("begin the upload anew");

    assertThat(two.heard.events("failover")).isEmpty();
  }

  @Test
  void upload_begunAtTheSecondary_staysThereWhenThePrimaryIsBack() {
    two.eu.faults().add(Fault.slowDown());
    String id = client.createMultipartUpload(r -> r.bucket("orders").key("big")).uploadId();
    assertThat(id).startsWith("us:");

    String etag =
        client
            .uploadPart(
                r -> r.bucket("orders").key("big").uploadId(id).partNumber(1),
                RequestBody.fromString("part"))
            .eTag();
    assertThat(client.listParts(r -> r.bucket("orders").key("big").uploadId(id)).parts())
        .hasSize(1);
    var done =
        client.completeMultipartUpload(
            r ->
                r.bucket("orders")
                    .key("big")
                    .uploadId(id)
                    .multipartUpload(m -> m.parts(p -> p.partNumber(1).eTag(etag))));

    assertThat(done.bucket()).isEqualTo("orders");
    assertThat(TwoLocations.at(two.us, "big")).isEqualTo("part");
    assertThat(TwoLocations.has(two.eu, "big")).isFalse();
  }

  @Test
  void upload_idOfNoLocation_refusedWithTheWayOut() {
    assertThatThrownBy(
            () ->
                client.abortMultipartUpload(
                    r -> r.bucket("orders").key("big").uploadId("2~foreign")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2~foreign")
        .hasMessageContaining("'eu:…'");
  }
}
