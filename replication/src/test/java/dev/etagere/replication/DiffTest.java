package dev.etagere.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.AccessException;
import dev.etagere.core.Location;
import dev.etagere.core.UnsupportedException;
import dev.etagere.local.server.fault.Fault;
import dev.etagere.local.server.fault.Operation;
import dev.etagere.replication.Difference.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

class DiffTest {
  private static final long MIB = 1 << 20;
  private static final long SEED = 4;

  private final TwoSites sites = new TwoSites();

  @AfterEach
  void close() {
    sites.close();
  }

  private List<Difference> diff(boolean deep) {
    List<Difference> found = new ArrayList<>();
    DiffSummary summary = new Diff(sites.a, sites.b, deep).run(found::add, keys -> {});
    assertThat(summary.compared() - summary.equal()).isEqualTo(found.size());
    return found;
  }

  @Test
  void run_anyTwoSetsOfKeys_isTheirDifferenceInOrder() {
    Random random = new Random(SEED);
    Map<String, String> inA = new TreeMap<>(KeyOrder::compare);
    Map<String, String> inB = new TreeMap<>(KeyOrder::compare);
    List<String> pieces = List.of("a", "z", "/", "é", "\ue000", "\uff5e", "😀", "0", "中");
    for (int i = 0; i < 2_500; i++) {
      StringBuilder key = new StringBuilder("k");
      for (int n = random.nextInt(6); n >= 0; n--) {
        key.append(pieces.get(random.nextInt(pieces.size())));
      }
      int where = random.nextInt(10);
      if (where != 0) {
        inA.put(key.toString(), "x");
      }
      if (where != 1) {
        inB.put(key.toString(), where == 2 ? "y" : "x");
      }
    }
    inA.forEach((key, value) -> sites.put(sites.atA, key, value));
    inB.forEach((key, value) -> sites.put(sites.atB, key, value));
    Map<String, Kind> expected = new TreeMap<>(KeyOrder::compare);
    inA.forEach(
        (key, value) -> {
          if (!inB.containsKey(key)) {
            expected.put(key, Kind.MISSING_AT_B);
          } else if (!inB.get(key).equals(value)) {
            expected.put(key, Kind.DIFFERENT);
          }
        });
    inB.keySet().stream()
        .filter(key -> !inA.containsKey(key))
        .forEach(key -> expected.put(key, Kind.MISSING_AT_A));

    Map<String, Kind> found = new java.util.LinkedHashMap<>();
    diff(false).forEach(difference -> found.put(difference.key(), difference.kind()));

    assertThat(found.entrySet()).as("seed %d", SEED).containsExactlyElementsOf(expected.entrySet());
    assertThat(inA).hasSizeGreaterThan(1_000);
  }

  @Test
  void run_newer_isTold() throws InterruptedException {
    sites.put(sites.atA, "k", "old");
    Pauses.untilTheNextSecond();
    sites.put(sites.atB, "k", "new");

    assertThat(diff(false))
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.kind()).isEqualTo(Kind.DIFFERENT);
              assertThat(d.newer()).isEqualTo("B");
              assertThat(d.why()).isEqualTo("content");
            });
  }

  @Test
  void run_otherPartSizes_areNotComparableButDeep() {
    byte[] content = TwoSites.random((int) (12 * MIB), 5);
    sites.putParts(sites.atA, "same", content, List.of(6 * MIB, 6 * MIB));
    sites.putParts(sites.atB, "same", content, List.of(7 * MIB, 5 * MIB));
    byte[] other = content.clone();
    other[other.length - 1]++;
    sites.put(sites.atA, "other", content);
    sites.putParts(sites.atB, "other", other, List.of(6 * MIB, 6 * MIB));

    assertThat(diff(false)).extracting(Difference::kind).containsOnly(Kind.NOT_COMPARABLE);
    assertThat(diff(true))
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.key()).isEqualTo("other");
              assertThat(d.kind()).isEqualTo(Kind.DIFFERENT);
            });
  }

  @Test
  void run_samePartsOtherContent_isDifferent() {
    List<Long> sizes = List.of(6 * MIB, 1L);
    for (var at : List.of(sites.atA, sites.atB)) {
      byte[] content = TwoSites.random((int) (6 * MIB + 1), at == sites.atA ? 6 : 7);
      sites.putParts(at, "k", content, sizes);
    }
    sites.clientA.parts.put("p/k", sizes);
    sites.clientB.parts.put("p/k", sizes);

    assertThat(diff(false)).extracting(Difference::kind).containsExactly(Kind.DIFFERENT);
  }

  @Test
  void run_encryptedWithKeys_isNotComparableButDeep() {
    sites.put(sites.atA, "k", "x");
    sites.put(sites.atB, "k", "x");
    sites.put(sites.atA, "other", "x");
    sites.put(sites.atB, "other", "y");
    sites.clientB.kms = true;

    assertThat(diff(false)).extracting(Difference::kind).containsOnly(Kind.NOT_COMPARABLE);
    assertThat(diff(true)).extracting(Difference::key).containsExactly("other");
  }

  @Test
  void run_passingFailures_areSentAgain_lastingOnesEndIt() {
    sites.put(sites.atA, "k", "x");
    sites.atA.faults().add(Fault.slowDown().beforeEffect().on(Operation.LIST).times(2));
    assertThat(diff(false)).hasSize(1);

    sites.atB.faults().add(Fault.status(403, "AccessDenied").on(Operation.LIST).always());
    assertThatThrownBy(() -> diff(false)).isInstanceOf(AccessException.class);
  }

  /** Lists without end, in pages that are made as they are asked for. */
  private static final class Many implements S3Client {
    private final int count;
    private final int without;

    Many(int count, int without) {
      this.count = count;
      this.without = without;
    }

    @Override
    public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
      int from =
          request.continuationToken() == null ? 0 : Integer.parseInt(request.continuationToken());
      List<S3Object> page = new ArrayList<>();
      for (int i = from; i < Math.min(count, from + 1_000); i++) {
        if (i != without) {
          page.add(
              S3Object.builder()
                  .key(String.format("%09d", i))
                  .size(1L)
                  .eTag("\"" + i + "\"")
                  .lastModified(Instant.EPOCH)
                  .build());
        }
      }
      boolean more = from + 1_000 < count;
      return ListObjectsV2Response.builder()
          .contents(page)
          .isTruncated(more)
          .nextContinuationToken(more ? Integer.toString(from + 1_000) : null)
          .build();
    }

    Site site(String name) {
      return Site.of(name, Location.data("s3://bucket"), this, new FakeAmbient());
    }

    @Override
    public String serviceName() {
      return "s3";
    }

    @Override
    public void close() {}
  }

  @Test
  void run_aMillionKeys_needsNoMoreMemoryThanThousand() {
    List<String> found = new ArrayList<>();

    DiffSummary summary =
        new Diff(new Many(1_000_000, 777_777).site("A"), new Many(1_000_000, 5).site("B"), false)
            .run(d -> found.add(d.key() + " " + d.kind().words()), keys -> {});

    assertThat(found).containsExactly("000000005 missing at B", "000777777 missing at A");
    assertThat(summary.equal()).isEqualTo(999_998);
  }

  @Test
  void run_listingOutOfOrder_isRefused() {
    S3Client unordered =
        new S3Client() {
          @Override
          public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
            return ListObjectsV2Response.builder()
                .contents(
                    S3Object.builder().key("😀").size(1L).eTag("x").build(),
                    S3Object.builder().key("\uff5e").size(1L).eTag("x").build())
                .isTruncated(false)
                .build();
          }

          @Override
          public String serviceName() {
            return "s3";
          }

          @Override
          public void close() {}
        };
    Site site = Site.of("A", Location.data("s3://bucket"), unordered, new FakeAmbient());

    assertThatThrownBy(() -> new Diff(site, site, false).run(d -> {}, keys -> {}))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("not in the order");
  }

  @Test
  void run_deepAndOneKeyChangesWhileItIsRead_goesOnWithTheOthers() {
    sites.clientA.kms = true;
    for (String key : List.of("busy", "same")) {
      sites.put(sites.atA, key, "x");
      sites.put(sites.atB, key, "x");
    }
    sites
        .atA
        .faults()
        .add(Fault.status(412, "PreconditionFailed").on(Operation.GET).key("p/busy").always());

    assertThat(diff(true))
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.kind()).isEqualTo(Kind.NOT_COMPARABLE);
              assertThat(d.why()).isEqualTo("changed while it was read");
            });
  }
}
