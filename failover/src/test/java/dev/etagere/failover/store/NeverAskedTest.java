package dev.etagere.failover.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.AccessException;
import dev.etagere.core.Ambient;
import dev.etagere.core.Content;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.spi.StoreBackend;
import dev.etagere.core.spi.StoreSettings;
import dev.etagere.core.spi.Stores;
import dev.etagere.failover.BreakerState;
import dev.etagere.failover.Heard;
import dev.etagere.failover.Router;
import dev.etagere.failover.TlsServer;
import dev.etagere.local.LocalEngine;
import dev.etagere.local.server.LocalS3Server;
import dev.etagere.s3.S3Provider;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** A store whose primary in S3 cannot even be asked; against one that refuses. */
@Timeout(60)
class NeverAskedTest {
  private static final String KEY = "k";
  private static final Content NEW = Content.of("new");
  private static final URI UNUSED = URI.create("http://127.0.0.1:1");

  private final Shaky secondary = new Shaky("");
  private final Heard heard = new Heard();
  private final LocalEngine engine = LocalEngine.inMemory(Ambient.system());
  @TempDir Path folder;

  @AfterEach
  void close() {
    engine.close();
  }

  private static S3ClientBuilder client(URI endpoint) {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .region(Region.EU_WEST_1)
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("nobody", "wrong")));
  }

  private ObjectStore store(S3Client client, FailoverPolicy policy) {
    StoreSettings settings =
        StoreSettings.defaults().withDeadlines(Duration.ofSeconds(20), Duration.ofSeconds(20));
    StoreBackend primary =
        new S3Provider().open(Location.data("s3://orders"), settings.with(S3Client.class, client));
    return Stores.over(new FailoverBackend(primary, secondary, policy, heard, settings), settings);
  }

  private static S3Client trusting(TlsServer server) {
    return client(server.endpoint())
        .httpClientBuilder(Apache5HttpClient.builder().tlsTrustManagersProvider(server::trust))
        .build();
  }

  private static S3Client withoutCredentials() {
    AwsCredentialsProvider none =
        () -> {
          throw SdkClientException.create("Unable to load credentials from any of the providers");
        };
    return client(UNUSED).credentialsProvider(none).build();
  }

  private void failsOverAndRemembers(ObjectStore store) {
    Stores.over(secondary, StoreSettings.defaults()).put(KEY, Content.of("old"));

    assertThat(store.get(KEY).orElseThrow().asString()).isEqualTo("old");
    assertThat(heard.events("failover")).containsExactly("failover GetObject primary>secondary");
    assertThat(store.edge(Router.class).health("primary").state()).isEqualTo(BreakerState.OPEN);

    heard.clear();
    assertThat(store.get(KEY).orElseThrow().freshness().possiblyStale()).isTrue();
    assertThat(heard.events("send")).containsExactly("send GetObject@secondary");

    store.put(KEY, NEW);
    assertThat(store.get(KEY).orElseThrow().asString()).isEqualTo("new");
    assertThat(heard.events("send")).noneMatch(e -> e.startsWith("send PutObject@primary"));
  }

  @Test
  void call_expiredCertificateAtThePrimary_goesOnAndRemembers() throws Exception {
    try (TlsServer server = TlsServer.expired(folder);
        ObjectStore store = store(trusting(server), FailoverPolicy.defaults())) {
      failsOverAndRemembers(store);
    }
  }

  @Test
  void call_noCredentialsForThePrimary_goesOnAndRemembers() {
    try (ObjectStore store = store(withoutCredentials(), FailoverPolicy.defaults())) {
      failsOverAndRemembers(store);
    }
  }

  @Test
  void hedgedRead_noCredentialsForThePrimary_goesOn() {
    Stores.over(secondary, StoreSettings.defaults()).put(KEY, NEW);
    FailoverPolicy hedged = FailoverPolicy.defaults().withHedgeAfter(Duration.ofSeconds(10));
    try (ObjectStore store = store(withoutCredentials(), hedged)) {
      assertThat(store.get(KEY).orElseThrow().asString()).isEqualTo("new");
    }
  }

  @Test
  void conditionalWrite_noCredentialsForThePrimary_saysBothWaysOut() {
    try (ObjectStore store = store(withoutCredentials(), FailoverPolicy.defaults())) {
      assertThatThrownBy(() -> store.create(KEY, NEW))
          .isInstanceOf(AccessException.class)
          .hasMessageContaining("no credentials found")
          .hasMessageContaining("withConditionalWritesFailOver")
          .hasMessageContaining("three locations");
    }
  }

  @Test
  void conditionalWrite_noCredentialsForThePrimaryAndAllowed_isJudgedAtTheSecondary() {
    FailoverPolicy anywhere = FailoverPolicy.defaults().withConditionalWritesFailOver(true);
    try (ObjectStore store = store(withoutCredentials(), anywhere)) {
      store.create(KEY, NEW);
    }
    assertThat(heard.events("failover")).containsExactly("failover PutObject primary>secondary");
  }

  @Test
  void call_refusedAtThePrimary_isTheAnswer() {
    engine.createBucket("orders");
    Stores.over(secondary, StoreSettings.defaults()).put(KEY, NEW);
    try (LocalS3Server server = LocalS3Server.builder().engine(engine).start();
        ObjectStore store = store(client(server.endpoint()).build(), FailoverPolicy.defaults())) {
      assertThatThrownBy(() -> store.get(KEY))
          .isInstanceOfSatisfying(AccessException.class, e -> assertThat(e.answered()).isTrue());
      assertThatThrownBy(() -> store.put(KEY, NEW)).isInstanceOf(AccessException.class);

      assertThat(heard.events("failover")).isEmpty();
      assertThat(store.edge(Router.class).health("primary").state()).isEqualTo(BreakerState.CLOSED);
    }
  }

  @Test
  void call_neitherCanBeAsked_isToBeMendedAndCarriesBoth() {
    StoreSettings settings = StoreSettings.defaults();
    StoreBackend one = unasked(settings, withoutCredentials());
    StoreBackend other = unasked(settings, withoutCredentials());
    try (ObjectStore store =
        Stores.over(
            new FailoverBackend(one, other, FailoverPolicy.defaults(), heard, settings),
            settings)) {
      assertThatThrownBy(() -> store.get(KEY))
          .isInstanceOfSatisfying(AccessException.class, e -> assertThat(e.answered()).isFalse())
          .hasMessageContaining("and at the other location");
    }
  }

  private static StoreBackend unasked(StoreSettings settings, S3Client client) {
    return new S3Provider()
        .open(Location.data("s3://orders"), settings.with(S3Client.class, client));
  }
}
