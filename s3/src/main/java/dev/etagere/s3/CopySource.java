package dev.etagere.s3;

import dev.etagere.core.ObjectInfo;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Stamp;
import java.util.Objects;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * What a look at the source of a copy showed.
 *
 * @param info the source
 * @param stamp its stamp
 * @param kept what the copy keeps of it
 * @param tags how many tags it has, as far as the caller may know
 * @param opaque whether its ETag is not made of its bytes, nor will the copy's be
 */
record CopySource(ObjectInfo info, Stamp stamp, Kept kept, int tags, boolean opaque) {
  static CopySource of(String key, HeadObjectResponse head) {
    ObjectHeaders headers = ObjectHeaders.of(head);
    ObjectInfo info = headers.info(key);
    return new CopySource(
        info,
        headers.stamp(),
        Kept.of(info, head),
        Objects.requireNonNullElse(head.tagCount(), 0),
        S3Reads.opaque(head.serverSideEncryption(), head.sseCustomerAlgorithm()));
  }

  String key() {
    return info.key();
  }

  Version version() {
    return info.version();
  }

  long size() {
    return info.size();
  }
}
