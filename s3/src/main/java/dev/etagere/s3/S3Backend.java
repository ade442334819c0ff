package dev.etagere.s3;

import dev.etagere.core.Body;
import dev.etagere.core.ByteRange;
import dev.etagere.core.Content;
import dev.etagere.core.Guarantee;
import dev.etagere.core.Guarantees;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.Precondition;
import dev.etagere.core.Removal;
import dev.etagere.core.TransferListener;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.Fetched;
import dev.etagere.core.spi.ListPage;
import dev.etagere.core.spi.ReadCondition;
import dev.etagere.core.spi.StoreBackend;
import dev.etagere.core.spi.StoreSettings;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/** A location in S3. */
final class S3Backend implements StoreBackend {
  private final Location location;
  private final StoreSettings settings;
  private final S3Trust trust;
  private final boolean ownsClient;
  private final S3Requests requests;
  private final S3Reads reads;
  private final S3Puts puts;
  private final S3Parts parts;
  private final S3Deletes deletes;
  private final S3Copies copies;
  private final S3Lists lists;
  private final S3Edge edge;
  private final S3Observations observations;
  private final S3SingleRequests singles;

  S3Backend(
      Location location,
      StoreSettings settings,
      S3Trust trust,
      S3Client client,
      boolean ownsClient,
      Bucket bucket,
      long maxBytesCopiedAtOnce) {
    this.location = location;
    this.settings = settings;
    this.trust = trust;
    this.ownsClient = ownsClient;
    Etags etags = new Etags();
    this.requests = new S3Requests(client, settings, location.toString());
    this.reads = new S3Reads(requests, etags, bucket, trust);
    this.puts = new S3Puts(requests, reads, etags, bucket);
    this.parts = new S3Parts(requests, reads, etags, bucket, settings, trust);
    this.deletes = new S3Deletes(requests, reads, etags, bucket);
    this.copies =
        new S3Copies(
            requests,
            reads,
            etags,
            bucket,
            trust,
            new S3LargeCopies(requests, etags, bucket, settings),
            maxBytesCopiedAtOnce);
    this.lists = new S3Lists(requests, bucket);
    this.edge = new S3Edge(requests, etags, bucket, trust, settings);
    this.observations = new S3Observations(client, bucket);
    this.singles = new S3SingleRequests(requests, etags, bucket);
  }

  @Override
  public Location location() {
    return location;
  }

  @Override
  public Guarantees guarantees() {
    return trust.guarantees();
  }

  @Override
  public Optional<ObjectInfo> head(String key, Deadline deadline) {
    return reads.head(key, deadline);
  }

  @Override
  public Fetched fetch(
      String key, ReadCondition condition, @Nullable ByteRange range, Deadline deadline) {
    return reads.fetch(key, condition, range, deadline);
  }

  @Override
  public Version put(String key, Content content, Precondition precondition, Deadline deadline) {
    return put(key, content, precondition, TransferListener.none(), deadline);
  }

  @Override
  public Version putThenRead(
      String key, Content content, Precondition precondition, Deadline deadline) {
    return put(key, content, precondition, TransferListener.none(), true, deadline);
  }

  @Override
  public Version put(
      String key,
      Content content,
      Precondition precondition,
      TransferListener listener,
      Deadline deadline) {
    return put(key, content, precondition, listener, false, deadline);
  }

  private Version put(
      String key,
      Content content,
      Precondition precondition,
      TransferListener listener,
      boolean callerLooks,
      Deadline deadline) {
    trust.require(key, precondition, deadline);
    String writeId = settings.ambient().newWriteId();
    @Nullable Closeable body = null;
    try {
      long length = content.body().length();
      if (length > settings.multipartThreshold()) {
        requireMultipart(key, precondition, deadline);
        PartSource source = PartSource.of(content.body());
        body = source;
        return parts.put(key, content, source, length, precondition, writeId, listener, deadline);
      }
      InputStream in = content.body().open();
      body = in;
      // An array is sent from where it is; its MD5 goes with it, should it be changed meanwhile.
      byte[] start = content.body() instanceof Body.Bytes whole ? whole.bytes() : start(in);
      if (start.length <= settings.multipartThreshold()) {
        in.close();
        requireLength(key, length, start.length);
        Version version =
            puts.put(key, content, start, precondition, writeId, callerLooks, deadline);
        listener.moved(start.length);
        return version;
      }
      requireMultipart(key, precondition, deadline);
      PartSource source =
          new PartSource.StreamParts(new SequenceInputStream(new ByteArrayInputStream(start), in));
      return parts.put(key, content, source, length, precondition, writeId, listener, deadline);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read what is to be stored at '" + key + "'", e);
    } finally {
      S3Parts.close(body);
    }
  }

  private void requireMultipart(String key, Precondition precondition, Deadline deadline) {
    if (!(precondition instanceof Precondition.None)) {
      trust.require(key, Guarantee.CONDITIONAL_MULTIPART, deadline);
    }
  }

  /** The whole body if it is small, else one byte more than is small. */
  private byte[] start(InputStream body) throws IOException {
    return body.readNBytes((int) settings.multipartThreshold() + 1);
  }

  private static void requireLength(String key, long announced, int got) {
    if (announced != Body.UNKNOWN_LENGTH && announced != got) {
      throw new IllegalArgumentException(
          "write of '"
              + key
              + "': the body was announced with "
              + announced
              + " bytes and "
              + (got < announced ? "ended after " + got : "goes on")
              + "; nothing was stored");
    }
  }

  @Override
  public Removal delete(String key, Precondition precondition, Deadline deadline) {
    if (precondition instanceof Precondition.Matches) {
      trust.require(key, Guarantee.DELETE_IF_MATCHES, deadline);
    }
    return deletes.delete(key, precondition, deadline);
  }

  @Override
  public Version copy(String from, String to, Precondition precondition, Deadline deadline) {
    if (!(precondition instanceof Precondition.None)) {
      trust.require(to, Guarantee.CONDITIONAL_COPY, deadline);
    }
    return copies.copy(from, to, precondition, settings.ambient().newWriteId(), deadline);
  }

  @Override
  public ListPage list(ListQuery query, @Nullable String continuation, Deadline deadline) {
    return lists.page(query, continuation, deadline);
  }

  @Override
  public <T> @Nullable T edge(Class<T> type) {
    return Stream.<Object>of(edge, observations, singles)
        .filter(type::isInstance)
        .findFirst()
        .map(type::cast)
        .orElse(null);
  }

  @Override
  public void close() {
    edge.close();
    if (ownsClient) {
      requests.client().close();
    }
  }
}
