package dev.etagere.failover.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.local.server.fault.Fault;
import dev.etagere.local.server.fault.Operation;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Row B8: bodies of requests, when they have to be sent a second time. */
@SuppressWarnings("InputStreamSlowMultibyteRead")
class BodiesTest {
  private static final byte[] BYTES = "the whole body".getBytes(StandardCharsets.UTF_8);

  private final TwoLocations two = new TwoLocations();
  private final FailoverS3Client client = two.sync().build();

  @BeforeEach
  void failAfterTheBodyWasRead() {
    two.eu.faults().add(Fault.slowDown().afterEffect().on(Operation.PUT).always());
  }

  @AfterEach
  void close() {
    client.close();
    two.close();
  }

  /** A stream that cannot go back. */
  private static InputStream oneWay() {
    return new FilterInputStream(new ByteArrayInputStream(BYTES)) {
      @Override
      public boolean markSupported() {
        return false;
      }
    };
  }

  private static void put(FailoverS3Client s3, RequestBody body) {
    s3.putObject(r -> r.bucket("orders").key("k"), body);
  }

  private void requireWhole() {
    assertThat(TwoLocations.at(two.us, "k")).isEqualTo("the whole body");
    assertThat(two.heard.events("failover")).hasSize(1);
  }

  @Test
  void b8_bytesAndFiles_areSentAgain(@TempDir Path folder) throws IOException {
    put(client, RequestBody.fromBytes(BYTES));
    requireWhole();
    Path file = Files.write(folder.resolve("f"), BYTES);
    two.heard.clear();

    client.putObject(r -> r.bucket("orders").key("file"), file);

    assertThat(TwoLocations.at(two.us, "file")).isEqualTo("the whole body");
  }

  @Test
  void b8_fileThatNobodyRead_isStillOpenForTheOther(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("f"), BYTES);
    two.eu.server().stop();

    put(client, RequestBody.fromFile(file));

    requireWhole();
  }

  @Test
  void b8_streamThatNobodyRead_isClosedInTheEnd() {
    AtomicInteger closed = new AtomicInteger();
    InputStream stream =
        new FilterInputStream(new ByteArrayInputStream(BYTES)) {
          @Override
          public void close() {
            closed.incrementAndGet();
          }
        };
    two.eu.server().stop();
    two.us.server().stop();

    assertThatThrownBy(
            () ->
                put(client, RequestBody.fromContentProvider(() -> stream, BYTES.length, "text/a")))
        .isInstanceOf(SdkException.class);
    assertThat(closed).hasValue(1);
  }

  @Test
  void b8_streamThatCanGoBack_isSentAgain() {
    put(
        client,
        RequestBody.fromInputStream(
            new BufferedInputStream(new ByteArrayInputStream(BYTES)), BYTES.length));

    requireWhole();
  }

  @Test
  void b8_providerThatOpensAnew_isSentAgain() {
    put(client, RequestBody.fromContentProvider(BodiesTest::oneWay, BYTES.length, "text/plain"));

    requireWhole();
  }

  @Test
  void b8_streamThatCannot_clearErrorKeepsTheFirstCause() {
    assertThatThrownBy(() -> put(client, RequestBody.fromInputStream(oneWay(), BYTES.length)))
        .isInstanceOf(SdkException.class)
        .hasMessageContaining("cannot be read again")
        .hasMessageContaining("'us'")
        .hasMessageContaining("bodies(...)")
        .cause()
        .isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(503));
    assertThat(two.heard.events("failover")).isEmpty();
    assertThat(TwoLocations.has(two.us, "k")).isFalse();
  }

  @Test
  void b8_providerThatGivesTheSameStreamAgain_isNotBelieved() {
    InputStream same = oneWay();

    assertThatThrownBy(
            () ->
                put(
                    client,
                    RequestBody.fromContentProvider(() -> same, BYTES.length, "text/plain")))
        .hasMessageContaining("cannot be read again");
    assertThat(TwoLocations.has(two.us, "k")).isFalse();
  }

  @Test
  void b8_supplierOfTheBuilder_makesItAnew() {
    AtomicInteger asked = new AtomicInteger();
    try (FailoverS3Client supplied =
        two.sync()
            .bodies(
                (request, cause) -> {
                  asked.incrementAndGet();
                  assertThat(cause).isInstanceOf(S3Exception.class);
                  return RequestBody.fromInputStream(oneWay(), BYTES.length);
                })
            .build()) {
      put(supplied, RequestBody.fromInputStream(oneWay(), BYTES.length));
    }

    requireWhole();
    assertThat(asked).hasValue(1);
  }

  @Test
  void b8_supplierOfTheRequest_goesBeforeTheBuilders() {
    Supplier<RequestBody> again = () -> RequestBody.fromInputStream(oneWay(), BYTES.length);
    try (FailoverS3Client supplied =
        two.sync()
            .bodies(
                (request, cause) -> {
                  throw new AssertionError("not to be asked");
                })
            .build()) {
      supplied.putObject(
          r ->
              r.bucket("orders")
                  .key("k")
                  .overrideConfiguration(
                      o -> o.putExecutionAttribute(FailoverAttributes.BODY, again)),
          RequestBody.fromInputStream(oneWay(), BYTES.length));
    }

    requireWhole();
  }

  @Test
  void b8_bodyThatNobodyRead_isStillWhole() {
    two.eu.server().stop();

    put(client, RequestBody.fromInputStream(oneWay(), BYTES.length));

    requireWhole();
  }

  @Test
  void body_callersStreamFails_isNoReasonToGoOn() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("the caller's disk broke");
          }
        };

    assertThatThrownBy(() -> put(client, RequestBody.fromInputStream(broken, 10)))
        .rootCause()
        .hasMessage("the caller's disk broke");
    assertThat(two.heard.events("failover")).isEmpty();
    assertThat(client.status().locations().get(0).failed()).isZero();
  }
}
