package dev.etagere.s3;

import dev.etagere.core.ListEntry;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.ListPage;
import dev.etagere.core.spi.Stamp;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Lists keys, a page a request. */
final class S3Lists {
  private static final Comparator<ListEntry> BY_UTF8 =
      Comparator.comparing(e -> e.name().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

  private final S3Requests requests;
  private final Bucket bucket;

  S3Lists(S3Requests requests, Bucket bucket) {
    this.requests = requests;
    this.bucket = bucket;
  }

  ListPage page(ListQuery query, @Nullable String continuation, Deadline deadline) {
    try {
      // Without it a key with control characters, by whomever written, breaks the XML.
      return page(query, continuation, "url", deadline);
    } catch (IllegalArgumentException e) {
      // Ceph 16 repeats the prefix as it was sent, and the SDK takes a '%' in it for encoded.
      return page(query, continuation, null, deadline);
    }
  }

  private ListPage page(
      ListQuery query,
      @Nullable String continuation,
      @Nullable String encoding,
      Deadline deadline) {
    String what = "listing of '" + query.prefix() + "'";
    ListObjectsV2Request.Builder list =
        ListObjectsV2Request.builder()
            .bucket(bucket.name())
            .prefix(bucket.prefix() + query.prefix())
            .delimiter(query.delimiter())
            .maxKeys(query.pageSize())
            .encodingType(encoding)
            .continuationToken(continuation);
    if (continuation == null && query.startAfter() != null) {
      list.startAfter(bucket.prefix() + query.startAfter());
    }
    ListObjectsV2Response page =
        requests
            .read(
                null,
                what,
                deadline,
                o -> requests.client().listObjectsV2(list.overrideConfiguration(o).build()))
            .orThrow(null, what, requests.location());
    bucket.wasSeen();
    boolean more = Boolean.TRUE.equals(page.isTruncated());
    return new ListPage(entries(page), more ? page.nextContinuationToken() : null);
  }

  private List<ListEntry> entries(ListObjectsV2Response page) {
    List<ListEntry> entries = new ArrayList<>();
    for (S3Object object : page.contents()) {
      String key = bucket.usersKey(object.key());
      // The console makes an object named like the prefix; it has no key here.
      if (!key.isEmpty()) {
        Version version = ObjectHeaders.version(object.eTag(), Stamp.none());
        entries.add(new ListEntry.ObjectEntry(key, version, object.size(), object.lastModified()));
      }
    }
    for (CommonPrefix common : page.commonPrefixes()) {
      entries.add(new ListEntry.CommonPrefix(bucket.usersKey(common.prefix())));
    }
    // Objects and prefixes come in two lists, each in order.
    if (!page.commonPrefixes().isEmpty()) {
      entries.sort(BY_UTF8);
    }
    return entries;
  }
}
