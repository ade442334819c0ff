package dev.etagere.contract;

import dev.etagere.core.ObjectStore;
import dev.etagere.testkit.OutcomeContract;
import org.junit.jupiter.api.Tag;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** What is said of writes whose requests and replies are lost on the way to a real Ceph gateway. */
@Tag("once")
class CephOutcomeTest extends OutcomeContract {
  @Override
  protected S3ClientBuilder client() {
    return CephLocation.client();
  }

  @Override
  protected ObjectStore open(S3Client client) {
    return S3Stores.over(client, CephLocation.LOCATION);
  }

  @Override
  protected String bucket() {
    return CephLocation.BUCKET;
  }
}
