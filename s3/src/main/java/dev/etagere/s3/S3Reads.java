package dev.etagere.s3;

import dev.etagere.core.AccessException;
import dev.etagere.core.ByteRange;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Guarantee;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.ObjectStream;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Deadline;
import dev.etagere.core.spi.Fetched;
import dev.etagere.core.spi.ReadCondition;
import dev.etagere.core.spi.Stamp;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** Reads of one bucket, by whole keys told to users without the location's prefix. */
final class S3Reads {
  /**
   * The SDK would give up a body that nobody has begun to read for a minute, and for that keeps
   * every one so long, though it was read at once.
   */
  private static final Duration NO_WATCH = Duration.ZERO;

  private final S3Requests requests;
  private final Etags etags;
  private final Bucket bucket;
  private final S3Trust trust;

  S3Reads(S3Requests requests, Etags etags, Bucket bucket, S3Trust trust) {
    this.trust = trust;
    this.requests = requests;
    this.etags = etags;
    this.bucket = bucket;
  }

  Optional<ObjectInfo> head(String key, Deadline deadline) {
    return Optional.ofNullable(headOf(key, deadline)).map(h -> ObjectHeaders.of(h).info(key));
  }

  /** What is there now, its ids with it. */
  Seen look(String key, Deadline deadline) {
    HeadObjectResponse head = headOf(key, deadline);
    return new Seen(head == null ? null : ObjectHeaders.of(head).version());
  }

  @Nullable HeadObjectResponse headOf(String key, Deadline deadline) {
    String what = "look at '" + key + "'";
    S3Requests.Answer<HeadObjectResponse> answer =
        requests.read(key, what, deadline, o -> head(key, deadline, o));
    if (answer.response() == null && answer.meaning() == Meaning.ABSENT) {
      requireBucket(key, what, deadline);
      return null;
    }
    HeadObjectResponse head = answer.orThrow(key, what, requests.location());
    bucket.wasSeen();
    return head;
  }

  /**
   * A HEAD that is refused with 400 does not say why, which may be an expired token: a GET of a
   * byte does.
   */
  private HeadObjectResponse head(
      String key, Deadline deadline, AwsRequestOverrideConfiguration override) {
    try {
      return requests
          .client()
          .headObject(
              r -> r.bucket(bucket.name()).key(bucket.key(key)).overrideConfiguration(override));
    } catch (AwsServiceException e) {
      throw Failure.isMute(e) ? spoken(key, deadline, e) : e;
    }
  }

  private AwsServiceException spoken(String key, Deadline deadline, AwsServiceException mute) {
    try {
      requests
          .once(
              deadline,
              0,
              o ->
                  requests
                      .client()
                      .getObject(
                          r ->
                              r.bucket(bucket.name())
                                  .key(bucket.key(key))
                                  .range("bytes=0-0")
                                  .overrideConfiguration(o),
                          ResponseTransformer.toInputStream(NO_WATCH)))
          .abort();
      return mute;
    } catch (AwsServiceException e) {
      return e.statusCode() == mute.statusCode() ? e : mute;
    } catch (SdkException e) {
      return mute;
    }
  }

  /**
   * The answer to a HEAD has no body, so 404 does not say whether the bucket is missing: ask once.
   */
  private void requireBucket(String key, String what, Deadline deadline) {
    if (bucket.known()) {
      return;
    }
    S3Requests.Answer<?> answer =
        requests.read(
            key,
            what,
            deadline,
            o ->
                requests
                    .client()
                    .headBucket(r -> r.bucket(bucket.name()).overrideConfiguration(o)));
    if (answer.response() == null) {
      throw new AccessException(
          key,
          what
              + " at "
              + requests.location()
              + ": bucket '"
              + bucket.name()
              + "' does not exist there; create it, or correct the location",
          answer.failure() == null ? null : answer.failure().cause());
    }
    bucket.wasSeen();
  }

  Fetched fetch(String key, ReadCondition condition, @Nullable ByteRange range, Deadline deadline) {
    String what = "read '" + key + "'";
    Patience patience = requests.patience(deadline);
    // A service that is not trusted with conditions is not asked to judge them.
    boolean trusted = trust.holds(key, Guarantee.CONDITIONAL_READ, deadline);
    ReadCondition asked = trusted ? condition : new ReadCondition.Always();
    while (true) {
      boolean bare = etags.bare();
      S3Requests.Answer<ResponseInputStream<GetObjectResponse>> answer =
          get(key, what, asked, range, deadline);
      ResponseInputStream<GetObjectResponse> body = answer.response();
      if (body != null) {
        try {
          return found(key, condition, body, trusted ? () -> etags.refused(bare) : () -> {});
        } catch (RuntimeException e) {
          body.abort();
          throw e;
        }
      }
      Fetched told = told(answer.meaning(), key, condition, range, deadline, bare);
      if (told != null) {
        return told;
      }
      if (answer.meaning() != Meaning.CONDITION || !patience.pause()) {
        throw answer.unexpected(key, what, requests.location());
      }
    }
  }

  private S3Requests.Answer<ResponseInputStream<GetObjectResponse>> get(
      String key,
      String what,
      ReadCondition condition,
      @Nullable ByteRange range,
      Deadline deadline) {
    GetObjectRequest.Builder get =
        GetObjectRequest.builder().bucket(bucket.name()).key(bucket.key(key));
    if (condition instanceof ReadCondition.IfMatches c) {
      get.ifMatch(etags.condition(c.version()));
    } else if (condition instanceof ReadCondition.IfChanged c) {
      get.ifNoneMatch(etags.condition(c.version()));
    }
    if (range != null) {
      String last = range.lastByte() == Long.MAX_VALUE ? "" : String.valueOf(range.lastByte());
      get.range("bytes=" + range.offset() + "-" + last);
    }
    return requests.read(
        key,
        what,
        deadline,
        o ->
            requests
                .client()
                .getObject(
                    get.overrideConfiguration(o).build(),
                    ResponseTransformer.toInputStream(NO_WATCH)));
  }

  /** What a failure says, or {@code null} if it is no answer to what was asked. */
  private @Nullable Fetched told(
      Meaning meaning,
      String key,
      ReadCondition condition,
      @Nullable ByteRange range,
      Deadline deadline,
      boolean bare) {
    return switch (meaning) {
      case ABSENT -> new Fetched.Absent();
      case UNCHANGED ->
          condition instanceof ReadCondition.IfChanged ? new Fetched.Unchanged() : null;
      case OUT_OF_RANGE -> range == null ? null : afterTheEnd(key, condition, deadline);
      case CONDITION ->
          condition instanceof ReadCondition.Always
              ? null
              : refused(key, condition, deadline, bare);
      default -> null;
    };
  }

  private Fetched found(
      String key,
      ReadCondition condition,
      ResponseInputStream<GetObjectResponse> body,
      Runnable conditionIgnored) {
    bucket.wasSeen();
    ObjectHeaders headers = ObjectHeaders.of(body.response());
    ObjectInfo info = headers.info(key);
    if (condition instanceof ReadCondition.IfChanged c && c.version().equals(info.version())) {
      // A service that did not get or take the condition sends the body; the answer is the same.
      body.abort();
      conditionIgnored.run();
      return new Fetched.Unchanged();
    }
    if (condition instanceof ReadCondition.IfMatches c && !c.version().equals(info.version())) {
      body.abort();
      throw ConflictException.changed(key, c.version(), info.version());
    }
    return new Fetched.Found(
        new ObjectStream(info, new Closing(body, headers.length())),
        verifiable(headers.stamp(), body.response()),
        body::abort);
  }

  /** What a 412 says, or {@code null} if the condition was refused though it holds. */
  private @Nullable Fetched refused(
      String key, ReadCondition condition, Deadline deadline, boolean bare) {
    Version there = look(key, deadline).version();
    if (there == null) {
      return new Fetched.Absent();
    }
    if (condition instanceof ReadCondition.IfChanged c) {
      return c.version().equals(there) ? new Fetched.Unchanged() : null;
    }
    if (condition instanceof ReadCondition.IfMatches c && !c.version().equals(there)) {
      throw ConflictException.changed(key, c.version(), there);
    }
    etags.refused(bare);
    return null;
  }

  private Fetched afterTheEnd(String key, ReadCondition condition, Deadline deadline) {
    HeadObjectResponse head = headOf(key, deadline);
    if (head == null) {
      return new Fetched.Absent();
    }
    ObjectHeaders headers = ObjectHeaders.of(head);
    ObjectInfo info = headers.info(key);
    if (condition instanceof ReadCondition.IfMatches c && !c.version().equals(info.version())) {
      throw ConflictException.changed(key, c.version(), info.version());
    }
    return new Fetched.Found(
        new ObjectStream(info, InputStream.nullInputStream()), headers.stamp());
  }

  /**
   * The ETag of an object under SSE-KMS or SSE-C is not made of its bytes; its CRC-32C still holds.
   */
  private static Stamp verifiable(Stamp stamp, GetObjectResponse r) {
    return opaque(r.serverSideEncryption(), r.sseCustomerAlgorithm())
        ? new Stamp(stamp.lineage(), stamp.checksum(), 0)
        : stamp;
  }

  static boolean opaque(@Nullable ServerSideEncryption sse, @Nullable String customers) {
    return customers != null || (sse != null && sse != ServerSideEncryption.AES256);
  }

  /** Closing before the end gives up the connection rather than read what nobody wants. */
  private static final class Closing extends FilterInputStream {
    private final ResponseInputStream<GetObjectResponse> body;
    private final long length;
    private long count;

    Closing(ResponseInputStream<GetObjectResponse> body, long length) {
      super(body);
      this.body = body;
      this.length = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int wanted) throws IOException {
      try {
        int read = in.read(buffer, offset, wanted);
        count += Math.max(0, read);
        return read;
      } catch (SdkException e) {
        throw brokeOff(e);
      }
    }

    @Override
    public long skip(long wanted) throws IOException {
      try {
        long skipped = in.skip(wanted);
        count += skipped;
        return skipped;
      } catch (SdkException e) {
        throw brokeOff(e);
      }
    }

    @Override
    public int available() throws IOException {
      try {
        return in.available();
      } catch (SdkException e) {
        throw brokeOff(e);
      }
    }

    /** Such as AbortedException after an interrupt. */
    private static IOException brokeOff(SdkException e) {
      return new IOException("the body broke off", e);
    }

    @Override
    public void close() throws IOException {
      try {
        if (count < length) {
          body.abort();
        } else {
          body.close();
        }
      } catch (SdkException e) {
        throw new IOException("the body was given up at its end", e);
      }
    }
  }
}
