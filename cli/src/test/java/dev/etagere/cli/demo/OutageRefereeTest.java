package dev.etagere.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.Ambient;
import dev.etagere.local.LocalEngine;
import dev.etagere.local.server.LocalS3Server;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** That what the demonstration of an outage says is lost, is; and that nothing else is. */
class OutageRefereeTest {
  private static final String EU = "shelf-eu";
  private static final String US = "shelf-us";

  private final LocalEngine engine = LocalEngine.inMemory(Ambient.system());
  private final LocalS3Server server = LocalS3Server.builder().engine(engine).start();
  private final S3Client s3 =
      S3Client.builder()
          .endpointOverride(server.endpoint())
          .region(Region.US_EAST_1)
          .forcePathStyle(true)
          .credentialsProvider(
              StaticCredentialsProvider.create(
                  AwsBasicCredentials.create(server.accessKey(), server.secretKey())))
          .build();
  private final OutageScore score = new OutageScore(OutageLoad.NUMBERS);
  private final OutageReferee referee = new OutageReferee(score, s3, s3);

  @BeforeEach
  void allIsWell() {
    engine.createBucket(EU);
    engine.createBucket(US);
    score.acknowledged("own", put(EU, "own", "x"));
    put(US, "own", "x");
    for (int i = 0; i < OutageLoad.NUMBERS; i++) {
      score.acknowledged(i, 5);
      put(EU, OutageLoad.numberKey(i), "5");
      put(US, OutageLoad.numberKey(i), "6"); // its reply was lost: no loss
    }
  }

  @AfterEach
  void close() {
    s3.close();
    server.close();
    engine.close();
  }

  private String put(String at, String key, String text) {
    return s3.putObject(r -> r.bucket(at).key(key), RequestBody.fromString(text)).eTag();
  }

  private void remove(String at, String key) {
    s3.deleteObject(r -> r.bucket(at).key(key));
  }

  @Test
  void lost_allIsAtBoth_isNothing() {
    assertThat(referee.checked()).isEqualTo(1 + OutageLoad.NUMBERS);
    assertThat(referee.lost()).isZero();
  }

  @Test
  void lost_anAcknowledgedWriteIsMissingOrAnotherAtOneLocation_isFound() {
    for (String at : List.of(EU, US)) {
      remove(at, "own");
      assertThat(referee.lost()).isEqualTo(1);
      put(at, "own", "y");
      assertThat(referee.lost()).isEqualTo(1);
      put(at, "own", "x");
    }
  }

  @Test
  void lost_anOlderNumberThanAcknowledgedOrNone_isFound() {
    put(EU, OutageLoad.numberKey(0), "4");
    remove(US, OutageLoad.numberKey(1));
    assertThat(referee.lost()).isEqualTo(2);
  }
}
