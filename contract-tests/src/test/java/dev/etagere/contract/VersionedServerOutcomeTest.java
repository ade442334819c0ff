package dev.etagere.contract;

import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.local.Versioning;
import dev.etagere.testkit.LocalLocation;
import dev.etagere.testkit.OutcomeContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** The same where the bucket keeps versions, so that a delete leaves a marker. */
class VersionedServerOutcomeTest extends OutcomeContract {
  private static LocalLocation s3;

  @BeforeAll
  static void start() {
    s3 = LocalLocation.start("us-east-1", "versions");
    s3.engine().setVersioning(s3.bucket(), Versioning.ENABLED);
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  @Override
  protected S3ClientBuilder client() {
    return s3.clientBuilder();
  }

  @Override
  protected ObjectStore open(S3Client client) {
    return S3Stores.over(client, Location.data("s3://versions"));
  }

  @Override
  protected String bucket() {
    return "versions";
  }
}
