package dev.etagere.benchmarks.load;

import dev.etagere.Etagere;
import dev.etagere.benchmarks.harness.Measure;
import dev.etagere.benchmarks.harness.Usage;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.Precondition;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.transfer.s3.S3TransferManager;

/** Puts a large file, or gets it into another one. A round is one transfer. */
final class LargeLoad implements Load {
  static final String OURS = "etagere";
  static final String CRT = "transfer-manager-crt";
  static final String NETTY = "transfer-manager-netty";

  /** Of one make. */
  private interface Mover extends AutoCloseable {
    void put(Path file);

    void get(Path file);

    @Override
    void close();
  }

  private final Mover mover;
  private final boolean puts;
  private final Path file;
  private final Path copy;

  /**
   * A load.
   *
   * @param what {@code put:FILE} or {@code get:FILE}
   */
  LargeLoad(String who, String what, String bucket, URI endpoint, Location location)
      throws IOException {
    this.puts = what.startsWith("put:");
    this.file = Path.of(what.substring("put:".length()));
    this.copy = file.resolveSibling(file.getFileName() + "." + who);
    // All get the same object; each puts its own.
    String key = "large/" + (puts ? who : "file");
    this.mover =
        who.equals(OURS)
            ? new Ours(Etagere.open(location), key)
            : new Managed(
                S3TransferManager.builder().s3Client(async(who, endpoint)).build(), bucket, key);
  }

  private static S3AsyncClient async(String who, URI endpoint) {
    return who.equals(CRT)
        ? S3AsyncClient.crtBuilder().endpointOverride(endpoint).forcePathStyle(true).build()
        : S3AsyncClient.builder()
            .endpointOverride(endpoint)
            .forcePathStyle(true)
            .multipartEnabled(true)
            .build();
  }

  @Override
  public Measure round(String what, long ignored) throws IOException {
    Usage usage = new Usage();
    if (puts) {
      mover.put(file);
    } else {
      Files.deleteIfExists(copy);
      mover.get(copy);
      if (Files.size(copy) != Files.size(file)) {
        throw new IOException("what came back has another size");
      }
    }
    return usage.measure(1).with("bytes", Files.size(file));
  }

  @Override
  public void close() throws IOException {
    mover.close();
    Files.deleteIfExists(copy);
  }

  private record Ours(ObjectStore store, String key) implements Mover {
    @Override
    public void put(Path file) {
      store.upload(key, file, Precondition.none());
    }

    @Override
    public void get(Path file) {
      store.download(key, file);
    }

    @Override
    public void close() {
      store.close();
    }
  }

  private record Managed(S3TransferManager manager, String bucket, String key) implements Mover {
    @Override
    public void put(Path file) {
      manager
          .uploadFile(r -> r.putObjectRequest(p -> p.bucket(bucket).key(key)).source(file))
          .completionFuture()
          .join();
    }

    @Override
    public void get(Path file) {
      manager
          .downloadFile(r -> r.getObjectRequest(g -> g.bucket(bucket).key(key)).destination(file))
          .completionFuture()
          .join();
    }

    @Override
    public void close() {
      manager.close();
    }
  }
}
