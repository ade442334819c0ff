package dev.etagere.contract;

import dev.etagere.Etagere;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import software.amazon.awssdk.services.s3.S3Client;

/** Row A1: a store over a bucket with a client of the caller's. */
final class S3Stores {
  private S3Stores() {}

  static ObjectStore over(S3Client client, Location location) {
    return Etagere.builder().s3Client(client).open(location);
  }
}
