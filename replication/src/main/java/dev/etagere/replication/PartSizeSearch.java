package dev.etagere.replication;

import dev.etagere.core.UnavailableException;
import dev.etagere.core.spi.Checksums;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out the part size an ETag was made with, where the service does not tell it: reads the
 * object once and makes the ETag for each likely size.
 */
final class PartSizeSearch {
  private static final int BUFFER = 1 << 16;

  private PartSizeSearch() {}

  /** Returns the size, or {@code null} if none of them gives the ETag. */
  static @Nullable Long find(Site site, Original original, List<Long> sizes)
      throws SourceBody.SourceChanged {
    List<Trial> trials = sizes.stream().map(Trial::new).toList();
    try (SourceBody source = new SourceBody(site, original, r -> {})) {
      try (InputStream body = source.newStream()) {
        byte[] buffer = new byte[BUFFER];
        for (int count; (count = body.read(buffer)) >= 0; ) {
          for (Trial trial : trials) {
            trial.add(buffer, count);
          }
        }
      } catch (RuntimeException e) {
        source.rethrow();
        throw e;
      }
    } catch (IOException e) {
      throw new UnavailableException(
          original.key(),
          "read of '" + original.key() + "' at " + site + " broke off; run the copy again",
          e);
    }
    for (Trial trial : trials) {
      if (trial.etag().equals(original.etag())) {
        return trial.size;
      }
    }
    return null;
  }

  /** One size. */
  private static final class Trial {
    private final long size;
    private final List<byte[]> done = new ArrayList<>();
    private MessageDigest part = Checksums.md5();
    private long inPart;

    Trial(long size) {
      this.size = size;
    }

    void add(byte[] bytes, int length) {
      int from = 0;
      while (from < length) {
        int more = (int) Math.min(length - from, size - inPart);
        part.update(bytes, from, more);
        from += more;
        inPart += more;
        if (inPart == size) {
          endPart();
        }
      }
    }

    private void endPart() {
      done.add(part.digest());
      part = Checksums.md5();
      inPart = 0;
    }

    String etag() {
      if (inPart > 0 || done.isEmpty()) {
        endPart();
      }
      return Checksums.ofParts(done);
    }
  }
}
