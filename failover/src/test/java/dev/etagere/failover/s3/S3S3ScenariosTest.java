package dev.etagere.failover.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.local.server.fault.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The scenarios of s3-s3's own tests, rows B1 to B11, over two servers. */
class S3S3ScenariosTest {
  private final TwoLocations two = new TwoLocations();
  private final FailoverS3Client client = two.sync().build();

  @AfterEach
  void close() {
    client.close();
    two.close();
  }

  /** The five calls of s3-s3. */
  enum Five {
    PUT_OBJECT("PutObject") {
      @Override
      void call(S3Client s3) {
        s3.putObject(r -> r.bucket("orders").key("k"), RequestBody.fromString("new"));
      }
    },
    DELETE_OBJECT("DeleteObject") {
      @Override
      void call(S3Client s3) {
        s3.deleteObject(r -> r.bucket("orders").key("k"));
      }
    },
    DELETE_OBJECTS("DeleteObjects") {
      @Override
      void call(S3Client s3) {
        Delete delete =
            Delete.builder().objects(ObjectIdentifier.builder().key("k").build()).build();
        assertThat(s3.deleteObjects(r -> r.bucket("orders").delete(delete)).deleted()).hasSize(1);
      }
    },
    LIST_OBJECTS("ListObjects") {
      @Override
      void call(S3Client s3) {
        var page = s3.listObjects(r -> r.bucket("orders"));
        assertThat(page.contents()).hasSize(1);
        assertThat(page.name()).isEqualTo("orders");
      }
    },
    GET_OBJECT("GetObject") {
      @Override
      void call(S3Client s3) {
        assertThat(s3.getObjectAsBytes(r -> r.bucket("orders").key("k")).asUtf8String())
            .isEqualTo("old");
      }
    };

    final String operation;

    Five(String operation) {
      this.operation = operation;
    }

    abstract void call(S3Client s3);
  }

  @ParameterizedTest
  @EnumSource
  void b2_call_primaryWell_succeedsOnThePrimaryAlone(Five five) {
    two.atBoth("k", "old");
    long before = two.us.faults().requests().total();

    five.call(client);

    assertThat(two.us.faults().requests().total()).isEqualTo(before);
    assertThat(two.heard.events())
        .containsExactly(
            "send " + five.operation + "@eu",
            "extractData " + five.operation + "@eu",
            "success " + five.operation + "@eu",
            "complete " + five.operation + "@eu");
  }

  @ParameterizedTest
  @EnumSource
  void b4_call_500OnThePrimary_failsOverAndSucceeds(Five five) {
    two.atBoth("k", "old");
    two.eu.faults().add(Fault.internalError().always());

    five.call(client);

    assertThat(two.heard.events())
        .containsExactly(
            "send " + five.operation + "@eu",
            "extractError " + five.operation + "@eu",
            "failover " + five.operation + " eu>us",
            "send " + five.operation + "@us",
            "extractData " + five.operation + "@us",
            "success " + five.operation + "@us",
            "complete " + five.operation + "@us");
  }

  @ParameterizedTest
  @EnumSource
  void b4_call_400OnThePrimary_failsOverAndSucceeds(Five five) {
    two.atBoth("k", "old");
    two.eu.faults().add(Fault.status(400, "RequestTimeout").always());

    five.call(client);

    assertThat(two.heard.events("failover")).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void b9_call_500OnBoth_oneErrorCarriesBoth(Five five) {
    two.atBoth("k", "old");
    two.eu.faults().add(Fault.internalError().always());
    two.us.faults().add(Fault.slowDown().always());

    assertThatThrownBy(() -> five.call(client))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> {
              assertThat(e.statusCode()).isEqualTo(503);
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo("SlowDown");
              assertThat(e)
                  .hasMessageContaining("eu: status 500 InternalError")
                  .hasMessageContaining("us: status 503 SlowDown");
              assertThat(e.getSuppressed()).hasSize(1);
            });
    assertThat(two.heard.events("error")).containsExactly("error " + five.operation + "@us");
    assertThat(two.heard.events("complete")).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void b4_call_403OnThePrimary_staysAnError(Five five) {
    two.atBoth("k", "old");
    two.eu.faults().add(Fault.status(403, "AccessDenied"));

    assertThatThrownBy(() -> five.call(client))
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));

    assertThat(two.heard.events())
        .containsExactly(
            "send " + five.operation + "@eu",
            "extractError " + five.operation + "@eu",
            "error " + five.operation + "@eu",
            "complete " + five.operation + "@eu");
  }

  @Test
  void b4_get_noSuchKey_staysThatError() {
    assertThatThrownBy(() -> client.getObject(r -> r.bucket("orders").key("none")))
        .isInstanceOf(NoSuchKeyException.class);
    assertThat(two.heard.events("failover")).isEmpty();
  }

  @Test
  void b6_retryOfTheSdk_isSeenAsAnEvent() {
    two.atBoth("k", "old");
    try (S3Client retrying = two.eu.clientBuilder().build();
        FailoverS3Client over = two.sync().primary("eu", retrying, two.eu.bucket()).build()) {
      two.eu.faults().add(Fault.slowDown());

      Five.GET_OBJECT.call(over);
    }

    assertThat(two.heard.events())
        .containsExactly(
            "send GetObject@eu",
            "retry GetObject@eu",
            "extractData GetObject@eu",
            "success GetObject@eu",
            "complete GetObject@eu");
  }

  @Test
  void b6_httpData_countsTheBytesOfABody() {
    two.atBoth("k", "old");

    Five.GET_OBJECT.call(client);

    assertThat(two.heard.bytes()).isEqualTo(3);
  }

  @Test
  void b6_failover_carriesTheCauseAndBothLocations() {
    two.atBoth("k", "old");
    two.eu.faults().add(Fault.slowDown());

    Five.GET_OBJECT.call(client);

    assertThat(two.heard.events("failover")).containsExactly("failover GetObject eu>us");
    assertThat(two.heard.causes())
        .singleElement()
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(503));
    assertThat(client.status().failovers()).isEqualTo(1);
    assertThat(client.status().lastFailover().cause()).contains("503");
  }

  @Test
  void b1_build_argumentMissing_isNamed() {
    S3Client s3 = two.eu.client();
    assertThatThrownBy(() -> FailoverS3Client.builder().build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("primary is missing");
    FailoverS3Client.Builder half = FailoverS3Client.builder().primary("a", s3, "b").bucket("c");
    assertThatThrownBy(half::build).hasMessageContaining("secondary is missing");
    assertThatThrownBy(() -> half.secondary("x", null, "b").build())
        .hasMessageContaining("secondary's client is missing");
    assertThatThrownBy(() -> half.secondary("x", s3, null).build())
        .hasMessageContaining("secondary's bucket is missing");
    assertThatThrownBy(() -> half.secondary("", s3, "b").build())
        .hasMessageContaining("secondary's name is missing");
    assertThatThrownBy(() -> half.secondary("a", s3, "b").build()).hasMessageContaining("'a'");
    assertThatThrownBy(() -> half.secondary("no:colon", s3, "b").build())
        .hasMessageContaining("no:colon");
    assertThatThrownBy(() -> half.secondary("x", s3, "b").bucket("").build())
        .hasMessageContaining("the bucket is missing");
  }

  @Test
  void b5_anotherBucket_isRefusedWithThoseThereAre() {
    assertThatThrownBy(() -> client.headObject(r -> r.bucket("orders-eu").key("k")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'orders-eu'")
        .hasMessageContaining("[eu, us]");
    assertThat(two.heard.events()).isEmpty();
  }

  @Test
  void b11_aclAndStreams_pass() {
    byte[] body = "streamed".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    client.putObject(
        r ->
            r.bucket("orders")
                .key("k")
                .acl(ObjectCannedACL.PUBLIC_READ)
                .contentType("text/x-special")
                .metadata(java.util.Map.of("a", "b")),
        RequestBody.fromInputStream(new java.io.ByteArrayInputStream(body), body.length));

    var head = client.headObject(r -> r.bucket("orders").key("k"));
    assertThat(head.contentType()).isEqualTo("text/x-special");
    assertThat(head.metadata()).containsEntry("a", "b");
    assertThat(TwoLocations.at(two.eu, "k")).isEqualTo("streamed");
  }
}
