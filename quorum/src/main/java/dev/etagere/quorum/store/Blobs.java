package dev.etagere.quorum.store;

import dev.etagere.core.AbsentException;
import dev.etagere.core.Ambient;
import dev.etagere.core.Body;
import dev.etagere.core.ByteRange;
import dev.etagere.core.Content;
import dev.etagere.core.ObjectStream;
import dev.etagere.core.Precondition;
import dev.etagere.core.StoreException;
import dev.etagere.core.TransferListener;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.spi.Checksums;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.Fetched;
import dev.etagere.core.spi.ReadCondition;
import dev.etagere.core.spi.VerifiedStream;
import dev.etagere.failover.ResumingBody;
import dev.etagere.quorum.Request;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Large payloads, each an object of its own at the locations with data: written before the register
 * that names it, under a name that is never used again, and never changed.
 */
final class Blobs {
  /** Where they lie. */
  static final String PREFIX = "b/";

  private static final String KEY = "key";
  private static final Logger LOG = LoggerFactory.getLogger(Blobs.class);

  private final List<Site> sites;
  private final ExecutorService threads;
  private final Duration attemptLimit;
  private final Ambient ambient;

  Blobs(List<Site> sites, ExecutorService threads, Duration attemptLimit, Ambient ambient) {
    this.sites = sites;
    this.threads = threads;
    this.attemptLimit = attemptLimit;
    this.ambient = ambient;
  }

  /** The folder of the blobs of a key. */
  static String folder(String key) {
    byte[] hash = Checksums.md5().digest(key.getBytes(StandardCharsets.UTF_8));
    return PREFIX + HexFormat.of().formatHex(hash) + "/";
  }

  /** How a payload is brought to a location, as often as the protocol wants it. */
  Courier.Uploading uploading(String key, Body body, TransferListener listener, Deadline deadline) {
    Told told = new Told(listener);
    Content content = content(key, body);
    String folder = folder(key);
    return (site, upload) -> {
      String name = folder + upload.blob();
      if (upload.from() == null || !copied(site, folder + upload.from(), name, deadline)) {
        site.backend().put(name, content, Precondition.none(), told.another(), deadline);
      }
    };
  }

  /** With its key, which its name hides, for who collects what nobody names any more. */
  private static Content content(String key, Body body) {
    return Content.of(new byte[0])
        .withBody(body)
        .withMetadata(KEY, URLEncoder.encode(key, StandardCharsets.UTF_8));
  }

  /** The key of a blob; {@code null} if it is none of ours, or gone. */
  static @Nullable String key(Site site, String name, Deadline deadline) {
    String encoded =
        site.backend()
            .head(name, deadline)
            .map(info -> info.attributes().metadata().get(KEY))
            .orElse(null);
    String key = encoded == null ? null : URLDecoder.decode(encoded, StandardCharsets.UTF_8);
    return key != null && name.startsWith(folder(key)) ? key : null;
  }

  /** Whether a location has it. */
  boolean isAt(Site site, String key, String name, Deadline deadline) {
    return site.backend().head(folder(key) + name, deadline).isPresent();
  }

  /** Brings a blob from wherever it is to a location that has it not. */
  void bring(Site site, String key, String name, Deadline deadline) throws IOException {
    Fetched.Found found = open(key, name, null, deadline);
    if (found != null) {
      try (ObjectStream stream = VerifiedStream.wrap(found)) {
        Content content = content(key, Content.stream(stream, stream.info().size()).body());
        site.backend().put(folder(key) + name, content, Precondition.none(), deadline);
      }
    }
  }

  private static boolean copied(Site site, String from, String to, Deadline deadline) {
    try {
      site.backend().copy(from, to, Precondition.none(), deadline);
      return true;
    } catch (AbsentException e) {
      return false;
    }
  }

  /**
   * Opens a blob, or a range of it, at the nearest location that has it; a body that breaks off or
   * stalls goes on at another.
   *
   * @return {@code null} if no location that answered has it
   * @throws UnavailableException if one that may have it did not answer, and no other has it
   */
  Fetched.@Nullable Found open(
      String key, String name, @Nullable ByteRange range, Deadline deadline) {
    UnavailableException failed = null;
    for (Site site : nearest()) {
      try {
        Fetched.Found found = fetch(site, key, name, range, share(deadline));
        if (found != null) {
          return resuming(site, found, key, name, range);
        }
      } catch (StoreException e) {
        failed = failed == null ? unavailable(key, deadline) : failed;
        failed.addSuppressed(e);
      }
    }
    if (failed != null) {
      throw failed;
    }
    return null;
  }

  private static Fetched.@Nullable Found fetch(
      Site site, String key, String name, @Nullable ByteRange range, Deadline deadline) {
    Fetched fetched =
        site.backend().fetch(folder(key) + name, new ReadCondition.Always(), range, deadline);
    return fetched instanceof Fetched.Found found ? found : null;
  }

  private Fetched.Found resuming(
      Site site, Fetched.Found found, String key, String name, @Nullable ByteRange range) {
    long size = found.stream().info().size();
    long offset = range == null ? 0 : Math.min(range.offset(), size);
    long end = range == null ? size : Math.min(size - 1, range.lastByte()) + 1;
    ResumingBody<Site> body =
        new ResumingBody<>(
            new ResumingBody.Part<>(found, site, attemptLimit, ambient),
            Math.max(0, end - offset),
            (position, failed, cause, givenUp) ->
                rest(key, name, failed, offset + position, end, cause, givenUp));
    return new Fetched.Found(
        new ObjectStream(found.stream().info(), body), found.stamp(), body::breakOff);
  }

  /** From a byte on, at any location: a blob is never changed. */
  private ResumingBody.@Nullable Part<Site> rest(
      String key,
      String name,
      Site failed,
      long from,
      long end,
      IOException cause,
      BooleanSupplier givenUp) {
    List<Site> others = new ArrayList<>(nearest());
    if (others.remove(failed)) {
      others.add(failed);
    }
    for (Site site : others) {
      if (from >= end || givenUp.getAsBoolean()) {
        return null;
      }
      try {
        ByteRange rest = new ByteRange(from, end - from);
        Deadline deadline = Deadline.after(attemptLimit, ambient);
        Fetched.Found found = fetch(site, key, name, rest, deadline);
        if (found != null) {
          return new ResumingBody.Part<>(found, site, attemptLimit, ambient);
        }
      } catch (StoreException e) {
        cause.addSuppressed(e);
      }
    }
    return null;
  }

  private static UnavailableException unavailable(String key, Deadline deadline) {
    return new UnavailableException(
        key,
        "read of '"
            + key
            + "': no location that has its content answered within "
            + deadline
            + "; try again later",
        null);
  }

  private List<Site> nearest() {
    return sites.stream().filter(Site::holdsData).sorted(Site.NEAREST_FIRST).toList();
  }

  /** So much that another location can be asked, too. */
  private Deadline share(Deadline deadline) {
    Duration left = deadline.atLeast(Duration.ofMillis(1));
    Duration limit = attemptLimit.multipliedBy(2);
    return Deadline.after(left.compareTo(limit) < 0 ? left : limit, ambient);
  }

  /** Removes what no register will ever name; what cannot be removed now waits for gc. */
  void remove(String key, List<Request.Upload> uploads) {
    for (Request.Upload upload : uploads) {
      Site site = sites.get(upload.location());
      String name = folder(key) + upload.blob();
      try {
        threads.execute(() -> remove(site, name));
      } catch (RejectedExecutionException e) {
        LOG.debug("{} is left at {}: the store was closed", name, site.location());
      }
    }
  }

  private void remove(Site site, String name) {
    try {
      Deadline deadline = Deadline.after(attemptLimit, ambient);
      site.backend().delete(name, Precondition.none(), deadline);
    } catch (StoreException e) {
      LOG.debug("a blob of a write that did not happen is left at {}", site.location(), e);
    }
  }

  /** Several uploads of the same bytes, of which the caller is to hear as of one. */
  private static final class Told {
    private final TransferListener listener;
    private final AtomicLong most = new AtomicLong();

    Told(TransferListener listener) {
      this.listener = listener;
    }

    TransferListener another() {
      AtomicLong moved = new AtomicLong();
      return bytes -> upTo(moved.addAndGet(bytes));
    }

    private void upTo(long bytes) {
      long before = most.getAndUpdate(now -> Math.max(now, bytes));
      if (bytes > before) {
        listener.moved(bytes - before);
      }
    }
  }
}
