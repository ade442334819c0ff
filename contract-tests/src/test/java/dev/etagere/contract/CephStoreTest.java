package dev.etagere.contract;

import dev.etagere.core.ObjectStore;
import dev.etagere.testkit.StoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import software.amazon.awssdk.services.s3.S3Client;

/** The contract on a real Ceph gateway, over the caller's own client. */
@Tag("once")
class CephStoreTest extends StoreContract {
  private static S3Client client;

  @BeforeAll
  static void start() {
    client = CephLocation.client().build();
  }

  @AfterAll
  static void stop() {
    if (client != null) {
      client.close();
    }
  }

  @Override
  protected ObjectStore openStore() {
    return S3Stores.over(client, CephLocation.LOCATION);
  }
}
