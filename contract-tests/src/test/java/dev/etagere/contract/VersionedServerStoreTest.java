package dev.etagere.contract;

import dev.etagere.core.ObjectStore;
import dev.etagere.local.Versioning;
import dev.etagere.testkit.LocalLocation;
import dev.etagere.testkit.StoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on the local S3 over HTTP, in a bucket that keeps versions. */
class VersionedServerStoreTest extends StoreContract {
  private static LocalLocation s3;

  @BeforeAll
  static void start() {
    s3 = LocalLocation.start("us-east-1", "contract");
    s3.engine().setVersioning(s3.bucket(), Versioning.ENABLED);
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  @Override
  protected ObjectStore openStore() {
    return s3.store();
  }
}
