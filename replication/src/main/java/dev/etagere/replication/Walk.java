package dev.etagere.replication;

import dev.etagere.core.UnsupportedException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The objects of a site in the order of their keys, a page of a thousand in memory at once. */
final class Walk implements Iterator<Entry> {
  private final Site site;
  private final Deque<Entry> page = new ArrayDeque<>();
  private @Nullable String token;
  private final @Nullable String after;
  private @Nullable String last;
  private boolean ended;

  /**
   * Starts.
   *
   * @param after only keys above this one, or {@code null} for all
   */
  Walk(Site site, @Nullable String after) {
    this.site = site;
    this.after = after;
  }

  @Override
  public boolean hasNext() {
    while (page.isEmpty() && !ended) {
      fetch();
    }
    return !page.isEmpty();
  }

  @Override
  public Entry next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return page.remove();
  }

  private void fetch() {
    ListObjectsV2Response listed =
        site.send(
            null,
            "listing",
            o -> site.client().listObjectsV2(request().overrideConfiguration(o).build()));
    for (S3Object object : listed.contents()) {
      Entry entry = Entry.of(object, site.prefix());
      requireOrder(entry.key());
      // A key equal to the prefix is a folder's marker some consoles make, and no object of ours.
      if (!entry.key().isEmpty()) {
        page.add(entry);
      }
    }
    token = listed.nextContinuationToken();
    ended = !Boolean.TRUE.equals(listed.isTruncated());
    if (!ended && token == null) {
      throw new UnsupportedException(
          null, "the listing at " + site + " is cut off and does not say where it goes on", null);
    }
  }

  private ListObjectsV2Request.Builder request() {
    ListObjectsV2Request.Builder request =
        ListObjectsV2Request.builder()
            .bucket(site.bucket())
            .prefix(site.prefix().isEmpty() ? null : site.prefix())
            .continuationToken(token);
    return token == null && after != null ? request.startAfter(site.key(after)) : request;
  }

  /** Two listings can only be merged in one order; a directory bucket, for one, has none. */
  private void requireOrder(String key) {
    if (last != null && KeyOrder.compare(last, key) >= 0) {
      throw new UnsupportedException(
          key,
          "the listing at "
              + site
              + " is not in the order of the keys' bytes ('"
              + key
              + "' after '"
              + last
              + "'); such a bucket cannot be compared",
          null);
    }
    last = key;
  }
}
