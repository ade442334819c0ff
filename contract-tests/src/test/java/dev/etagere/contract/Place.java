package dev.etagere.contract;

import dev.etagere.Etagere;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.testkit.LocalLocation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import software.amazon.awssdk.services.s3.S3Client;

/** Where a property is tested; each is empty when it is opened, and under an odd prefix. */
enum Place {
  MEMORY {
    @Override
    Shelf open(Path directory, Etagere.Builder settings) {
      return Shelf.of(settings.open(Location.data("mem:/?prefix=" + ENCODED_PREFIX)));
    }
  },
  DISK {
    @Override
    Shelf open(Path directory, Etagere.Builder settings) {
      return Shelf.of(
          settings.open(Location.data(directory.toUri() + "?prefix=" + ENCODED_PREFIX)));
    }
  },
  LOCAL_S3 {
    @Override
    Shelf open(Path directory, Etagere.Builder settings) {
      LocalLocation s3 = LocalLocation.start("us-east-1", "property");
      ObjectStore store =
          settings.s3Client(s3.client()).open(Location.data("s3://property/" + ENCODED_PREFIX));
      return new Shelf(
          store,
          () -> {
            store.close();
            s3.close();
          });
    }
  },
  CEPH {
    @Override
    Shelf open(Path directory, Etagere.Builder settings) {
      S3Client client = CephLocation.client().build();
      String bucket = "property-" + Math.floorMod(new Random().nextLong(), 1_000_000_000L);
      client.createBucket(b -> b.bucket(bucket));
      ObjectStore store =
          settings.s3Client(client).open(Location.data("s3://" + bucket + "/a+b%20c/"));
      return new Shelf(
          store,
          () -> {
            store.close();
            client.close();
          });
    }
  };

  private static final String PREFIX = "odd +%/\u00e9/";
  private static final String ENCODED_PREFIX = "odd%20%2B%25/%C3%A9/";

  /** The longest key that is possible there, in bytes. */
  static final int MAX_KEY_BYTES = 1_024 - PREFIX.getBytes(StandardCharsets.UTF_8).length;

  abstract Shelf open(Path directory, Etagere.Builder settings);

  Shelf open(Path directory) {
    return open(directory, Etagere.builder());
  }

  /** An open store and what it stands on. */
  record Shelf(ObjectStore store, Runnable end) implements AutoCloseable {
    private static Shelf of(ObjectStore store) {
      return new Shelf(store, store::close);
    }

    @Override
    public void close() {
      end.run();
    }
  }
}
