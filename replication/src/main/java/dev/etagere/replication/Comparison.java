package dev.etagere.replication;

import dev.etagere.core.UnavailableException;
import dev.etagere.s3.S3Failures;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Says whether two objects of one key are the same: by size and ETag, which costs nothing beyond
 * the listing; where those leave it open, by a look at both; where that does too and it was asked
 * for, by stored checksums or by reading both.
 */
final class Comparison {
  private static final int READS = 3;
  private static final int BUFFER = 1 << 16;

  private final Site a;
  private final Site b;
  private final boolean deep;

  Comparison(Site a, Site b, boolean deep) {
    this.a = a;
    this.b = b;
    this.deep = deep;
  }

  /** Without a request; {@code null} if that does not tell. */
  static @Nullable Judgement quick(Entry left, Entry right) {
    if (left.size() != right.size()) {
      return Judgement.different("size");
    }
    return !left.etag().isEmpty() && left.etag().equals(right.etag())
        ? Judgement.equal("ETag")
        : null;
  }

  Judgement judge(Entry left, Entry right) {
    Judgement quick = quick(left, right);
    if (quick != null) {
      return quick;
    }
    Look atA = Look.at(a, left.key());
    Look atB = Look.at(b, right.key());
    if (atA == null || atB == null) {
      return Judgement.different("deleted meanwhile at " + (atA == null ? a : b).name());
    }
    Judgement judged = judge(atA, atB);
    boolean open = judged.sameness() == Judgement.Sameness.NOT_COMPARABLE;
    return open && deep ? contents(left.key(), atA, atB) : judged;
  }

  private Judgement judge(Look atA, Look atB) {
    if (atA.size() != atB.size()) {
      return Judgement.different("size");
    }
    if (atA.etag().equals(atB.etag())) {
      return Judgement.equal("ETag");
    }
    if (!atA.plain() || !atB.plain()) {
      return Judgement.notComparable(
          "encrypted with keys at " + (atA.plain() ? b : a).name() + ", where ETags are no MD5s");
    }
    if (atA.parts() == 0 && atB.parts() == 0) {
      return Judgement.different("content");
    }
    boolean sameParts = atA.parts() == atB.parts() && atA.firstPart() == atB.firstPart();
    if (sameParts && atA.firstPart() > 0) {
      return Judgement.different("content");
    }
    return Judgement.notComparable(
        sameParts
            ? "written in parts whose sizes nobody tells"
            : "written in parts of other sizes (" + parts(atA) + " and " + parts(atB) + ")");
  }

  private static String parts(Look look) {
    return look.parts() == 0 ? "none" : Integer.toString(look.parts());
  }

  private Judgement contents(String key, Look atA, Look atB) {
    String first = atA.checksum();
    String second = atB.checksum();
    if (first != null && second != null && kind(first).equals(kind(second))) {
      String what = kind(first) + " of the whole";
      return first.equals(second) ? Judgement.equal(what) : Judgement.different(what);
    }
    try {
      return sameBytes(key, atA, atB)
          ? Judgement.equal("content, read at both")
          : Judgement.different("content, read at both");
    } catch (Changed e) {
      return Judgement.notComparable("changed while it was read");
    }
  }

  private static String kind(String checksum) {
    return checksum.substring(0, checksum.indexOf(' '));
  }

  private boolean sameBytes(String key, Look atA, Look atB) throws Changed {
    for (int tries = 1; ; tries++) {
      try (InputStream left = open(a, key, atA);
          InputStream right = open(b, key, atB)) {
        return sameBytes(left, right);
      } catch (IOException e) {
        if (tries >= READS) {
          throw new UnavailableException(
              key, "reading '" + key + "' at both broke off " + READS + " times; try again", e);
        }
      }
    }
  }

  static boolean sameBytes(InputStream left, InputStream right) throws IOException {
    byte[] x = new byte[BUFFER];
    byte[] y = new byte[BUFFER];
    while (true) {
      int more = left.readNBytes(x, 0, BUFFER);
      int other = right.readNBytes(y, 0, BUFFER);
      if (!Arrays.equals(x, 0, more, y, 0, other)) {
        return false;
      }
      if (more < BUFFER) {
        return true;
      }
    }
  }

  private static ResponseInputStream<GetObjectResponse> open(Site site, String key, Look look)
      throws Changed {
    String what = "read of '" + key + "'";
    try {
      return site.sendRaw(
          key,
          what,
          o ->
              site.client()
                  .getObject(
                      r ->
                          r.bucket(site.bucket())
                              .key(site.key(key))
                              .ifMatch(look.head().eTag())
                              .overrideConfiguration(o)));
    } catch (SdkException e) {
      if (S3Failures.isCondition(e) || S3Failures.isAbsent(e)) {
        throw new Changed();
      }
      throw S3Failures.exception(e, key, what, site.toString());
    }
  }

  /** It is no longer what was looked at: one busy key must not end the comparison of all. */
  private static final class Changed extends Exception {
    @java.io.Serial private static final long serialVersionUID = 1L;
  }
}
