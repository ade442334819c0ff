package dev.etagere.failover.s3;

import dev.etagere.core.Ambient;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.utils.IoUtils;

/**
 * The body of a request, for each attempt anew. Nothing is copied: it is seen whether the body was
 * read at all, whether it can be opened again, and whether it was the caller's stream that failed.
 */
final class SyncBody {
  private final S3Request request;
  private final @Nullable BodySupplier<RequestBody> supplier;
  private final Ambient ambient;
  private volatile Tracked tracked;

  SyncBody(
      S3Request request,
      RequestBody body,
      @Nullable BodySupplier<RequestBody> supplier,
      Ambient ambient) {
    this.request = request;
    this.supplier = supplier;
    this.ambient = ambient;
    this.tracked = new Tracked(body);
  }

  /** How the current attempt gets on; {@code null} for what is small. */
  @Nullable Pace pace() {
    long length = length();
    Pace pace = Pace.watches(length) ? new Pace(ambient) : null;
    tracked.pace = pace;
    tracked.length = length;
    return pace;
  }

  long length() {
    return tracked.body.optionalContentLength().orElse(-1L);
  }

  /** For one attempt. */
  RequestBody body() {
    Tracked now = tracked;
    String type = now.body.contentType();
    return now.body
        .optionalContentLength()
        .map(length -> RequestBody.fromContentProvider(now, length, type))
        .orElseGet(() -> RequestBody.fromContentProvider(now, type));
  }

  /** Whether the caller's stream was what failed. */
  boolean isAtFault() {
    return tracked.failed;
  }

  /** Makes it ready for the next attempt; {@code false} if there is no way to. */
  boolean renew(Throwable cause) {
    if (tracked.reopens()) {
      return true;
    }
    RequestBody again =
        request
            .overrideConfiguration()
            .map(o -> o.executionAttributes().getAttribute(FailoverAttributes.BODY))
            .map(java.util.function.Supplier::get)
            .orElse(null);
    if (again == null && supplier != null) {
      again = supplier.again(request, cause);
    }
    if (again == null) {
      return false;
    }
    tracked = new Tracked(again);
    return true;
  }

  /** The call is over. */
  void end() {
    tracked.end();
  }

  private static final class Tracked implements ContentStreamProvider {
    private final RequestBody body;
    private volatile @Nullable Pace pace;
    private volatile long length;
    private @Nullable InputStream handedOut;
    private @Nullable InputStream ready;
    private volatile boolean failed;

    /** Whether what was handed out last has been read. */
    private volatile boolean touched;

    Tracked(RequestBody body) {
      this.body = body;
    }

    @Override
    public synchronized InputStream newStream() {
      InputStream stream = ready;
      if (stream == null) {
        // The SDK asks anew for each of its retries; what none of them has read is still whole.
        stream = handedOut == null || touched ? open() : handedOut;
      }
      ready = null;
      touched = false;
      return new Watched(stream);
    }

    @Override
    public String name() {
      return body.contentStreamProvider().name();
    }

    private InputStream open() {
      try {
        InputStream stream = body.contentStreamProvider().newStream();
        handedOut = stream;
        return stream;
      } catch (RuntimeException e) {
        failed = true;
        throw e;
      }
    }

    /** Tries it now: better to know before the request is on its way. */
    synchronized boolean reopens() {
      InputStream before = handedOut;
      if (before == null || !touched) {
        ready = before;
        return true;
      }
      try {
        InputStream again = open();
        ready = again;
        // The same stream has been read, unless it went back; its length would show if it had not.
        return again != before
            || (again.markSupported() && body.optionalContentLength().isPresent());
      } catch (RuntimeException e) {
        failed = false; // that is told as what it is, and the supplier may know better
        return false;
      }
    }

    /** What no attempt has read is still open. */
    synchronized void end() {
      if (handedOut != null && !touched) {
        IoUtils.closeQuietlyV2(handedOut, null);
      }
    }

    private final class Watched extends FilterInputStream {
      private boolean read;
      private long count;

      Watched(InputStream in) {
        super(in);
      }

      /** The SDK closes it after each attempt; one that read nothing leaves it to the next. */
      @Override
      public void close() throws IOException {
        if (read) {
          waits(Pace.On.CALLER); // the SDK may be waiting before its next try
          in.close();
        }
      }

      private void waits(Pace.On what) {
        Pace now = pace;
        if (now != null) {
          now.waits(what);
        }
      }

      /** So many bytes have been taken; below none, all. */
      private void taken(long bytes) {
        count += Math.max(0, bytes);
        boolean all = bytes < 0 || (length >= 0 && count >= length);
        waits(all ? Pace.On.ANSWER : Pace.On.TAKING);
      }

      private void touch() {
        read = true;
        touched = true;
      }

      @Override
      public long skip(long count) throws IOException {
        touch();
        this.count += count; // whatever comes of it: it is not sent
        return in.skip(count);
      }

      @Override
      public int read() throws IOException {
        touch();
        waits(Pace.On.CALLER);
        try {
          int one = in.read();
          taken(one < 0 ? -1 : 1);
          return one;
        } catch (IOException | RuntimeException e) {
          failed = !Thread.currentThread().isInterrupted();
          throw e;
        }
      }

      @Override
      public int read(byte[] into, int from, int count) throws IOException {
        touch();
        waits(Pace.On.CALLER);
        try {
          int n = in.read(into, from, count);
          taken(n);
          return n;
        } catch (IOException | RuntimeException e) {
          failed = !Thread.currentThread().isInterrupted();
          throw e;
        }
      }
    }
  }
}
