package dev.etagere.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.AccessException;
import dev.etagere.core.Attributes;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.Precondition;
import dev.etagere.core.StoredObject;
import dev.etagere.core.UnsupportedException;
import dev.etagere.core.Version;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

class S3EdgeTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final FakeS3 s3 = new FakeS3();
  private final ObjectStore store = Rig.store(s3);
  private final S3Edge edge = store.edge(S3Edge.class);

  @Test
  void edge_ofAnotherType_isUnsupported() {
    assertThatThrownBy(() -> store.edge(Runnable.class)).isInstanceOf(UnsupportedException.class);
  }

  @Test
  void a9_withResponse_eachOperation_givesTheSdksOwn() {
    S3Edge.WithResponse<Version> created =
        edge.withResponse(() -> store.create("k", Content.of("1")));
    S3Edge.WithResponse<Optional<StoredObject>> got = edge.withResponse(() -> store.get("k"));

    assertThat(created.response())
        .isInstanceOfSatisfying(
            PutObjectResponse.class,
            r -> assertThat(r.eTag()).isEqualTo(S3Version.etag(created.result())));
    assertThat(got.result().orElseThrow().asString()).isEqualTo("1");
    assertThat(got.response())
        .isInstanceOfSatisfying(
            GetObjectResponse.class,
            r -> assertThat(r.sdkHttpResponse().statusCode()).isEqualTo(200));
    assertThat(edge.withResponse(() -> store.head("k")).response())
        .isInstanceOf(HeadObjectResponse.class);
    assertThat(edge.withResponse(() -> store.delete("k")).response())
        .isInstanceOf(DeleteObjectResponse.class);
  }

  @Test
  void a9_withResponse_nestedAndFailing_keepsApart() {
    store.create("k", Content.of("1"));

    S3Edge.WithResponse<S3Edge.WithResponse<Version>> outer =
        edge.withResponse(
            () -> {
              store.head("k");
              return edge.withResponse(() -> store.put("k", Content.of("2")));
            });
    assertThat(outer.response()).isInstanceOf(HeadObjectResponse.class);
    assertThat(outer.result().response()).isInstanceOf(PutObjectResponse.class);

    assertThatThrownBy(() -> edge.withResponse(() -> store.create("k", Content.of("3"))))
        .isInstanceOf(ConflictException.class);
    assertThat(edge.withResponse(() -> "no request").response()).isNull();
  }

  @Test
  void presignGet_url_isSignedForKeyAndTime() {
    URI url = edge.presignGet("a b/ü?", HOUR);

    assertThat(url.getPath()).isEqualTo("/bucket/pre/a b/ü?");
    assertThat(url.getQuery())
        .contains("X-Amz-Expires=3600", "X-Amz-Signature=", "X-Amz-SignedHeaders=host");
    assertThat(url.toString()).doesNotContain("secret");
    assertThat(url.getQuery()).contains("Credential=access/", "/us-east-1/s3/aws4_request");
    assertThat(s3.requests()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:9000, true, http://localhost:9000/bucket/pre/k",
    "http://host.test:9000, false, http://bucket.host.test:9000/pre/k",
    "https://s3.example.org, true, https://s3.example.org/bucket/pre/k"
  })
  void presignGet_clientWithAnEndpoint_goesThereAsTheClientDoes(
      URI endpoint, boolean pathStyle, String expected) {
    S3Client client =
        Rig.builder(s3)
            .endpointOverride(endpoint)
            .forcePathStyle(pathStyle)
            .region(Region.EU_WEST_1)
            .build();
    ObjectStore there = Rig.store(client, new FakeAmbient(), "", s -> s);

    URI url = there.edge(S3Edge.class).presignGet("k", HOUR);

    assertThat(url.toString()).startsWith(expected + "?");
    assertThat(url.getQuery()).contains("/eu-west-1/s3/aws4_request");
  }

  @Test
  void presignPut_preconditionAndAttributes_areAmongTheSignedHeaders() {
    Version version = store.create("k", Content.of("1"));
    Attributes attributes =
        new Attributes("text/x", Map.of("owner", "me"), "max-age=5", "gzip", "inline");

    S3Edge.Presigned replace =
        edge.presignPut("k", attributes, Precondition.matches(version), HOUR);
    S3Edge.Presigned create = edge.presignPut("k", attributes, Precondition.absent(), HOUR);
    S3Edge.Presigned put = edge.presignPut("k", attributes, Precondition.none(), HOUR);

    assertThat(header(replace, "if-match")).containsExactly(S3Version.etag(version));
    assertThat(header(create, "if-none-match")).containsExactly("*");
    assertThat(put.headers().keySet()).noneMatch(h -> h.regionMatches(true, 0, "if-", 0, 3));
    assertThat(header(put, "content-type")).containsExactly("text/x");
    assertThat(header(put, "x-amz-meta-owner")).containsExactly("me");
    assertThat(header(put, "cache-control")).containsExactly("max-age=5");
    assertThat(header(put, "content-encoding")).containsExactly("gzip");
    assertThat(header(put, "content-disposition")).containsExactly("inline");
  }

  @Test
  void presignPut_whatNoStoreWouldWrite_isRefused() {
    Attributes ours = Attributes.ofType("t").withMetadata("etagere", "forged");
    Attributes unprintable = Attributes.ofType("t").withMetadata("n", "line\nbreak");

    assertThatThrownBy(() -> edge.presignPut("k", ours, Precondition.none(), HOUR))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> edge.presignPut("k", unprintable, Precondition.none(), HOUR))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> edge.presignGet("", HOUR))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> edge.presignGet("k", Duration.ofDays(8)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void presignPut_languageAndExpires_areSigned() {
    Attributes attributes =
        Attributes.ofType("t")
            .withContentLanguage("de")
            .withExpires("Wed, 21 Oct 2026 07:28:00 GMT");

    S3Edge.Presigned put = edge.presignPut("k", attributes, Precondition.none(), HOUR);

    assertThat(header(put, "content-language")).containsExactly("de");
    assertThat(header(put, "expires")).containsExactly("Wed, 21 Oct 2026 07:28:00 GMT");
  }

  @Test
  void presignPut_conditionTheLocationLacks_isRefused() {
    Version version = store.create("k", Content.of("1"));
    S3Edge lacking =
        Rig.store(
                Rig.client(s3),
                new FakeAmbient(),
                "?lacks=create-if-absent,replace-if-matches",
                s -> s)
            .edge(S3Edge.class);
    Attributes attributes = Attributes.ofType("t");

    assertThatThrownBy(
            () -> lacking.presignPut("k", attributes, Precondition.matches(version), HOUR))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("'replace if it matches'");
    assertThatThrownBy(() -> lacking.presignPut("k", attributes, Precondition.absent(), HOUR))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("'create if absent'");
    assertThat(lacking.presignPut("k", attributes, Precondition.none(), HOUR).url()).isNotNull();
  }

  @Test
  void presignGet_noCredentials_isAccess() {
    S3Client client =
        Rig.builder(s3)
            .credentialsProvider(
                () -> {
                  throw SdkClientException.create("Unable to load credentials from anywhere");
                })
            .build();
    S3Edge poor = Rig.store(client, new FakeAmbient(), "", s -> s).edge(S3Edge.class);

    assertThatThrownBy(() -> poor.presignGet("k", HOUR))
        .isInstanceOf(AccessException.class)
        .hasMessageContaining("credentials");
  }

  private static List<String> header(S3Edge.Presigned presigned, String name) {
    return presigned.headers().entrySet().stream()
        .filter(h -> h.getKey().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow()
        .getValue();
  }
}
