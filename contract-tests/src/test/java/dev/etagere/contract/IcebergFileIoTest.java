package dev.etagere.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.failover.s3.FailoverS3Client;
import dev.etagere.testkit.LocalLocation;
import dev.etagere.testkit.LocalS3;
import dev.etagere.testkit.ReplicatedPair;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

/** Iceberg's S3FileIO, unchanged, over two locations of which the first goes down. */
@LocalS3
class IcebergFileIoTest {
  private static final String TABLE = "s3://" + OverPair.BUCKET + "/warehouse/table/";

  /** More than the sockets on the way hold, or it would be read before the primary stops. */
  private static final int SIZE = 24 << 20;

  /** More than a page of a listing holds. */
  private static final int MANY = 1_100;

  private final OverPair.WentOn wentOn = new OverPair.WentOn();
  private ReplicatedPair pair;
  private FailoverS3Client client;
  private S3FileIO files;

  @BeforeEach
  void open(ReplicatedPair both) {
    pair = both;
    client = OverPair.client(pair, wentOn);
    FailoverS3Client given = client;
    files = new S3FileIO(() -> given);
    files.initialize(Map.of());
  }

  @AfterEach
  void close() {
    files.close();
    client.close();
  }

  @Test
  void everyOperation_primaryFrozen_worksAtTheSecondary() throws Exception {
    write("data/1", 1, false);
    write("data/2", 2, false);
    pair.awaitReplicated();

    pair.primary().server().freeze();

    assertThat(files.newInputFile(TABLE + "data/1").exists()).isTrue();
    assertThat(files.newInputFile(TABLE + "data/1").getLength()).isEqualTo(SIZE);
    assertHolds("data/1", 1);
    write("data/3", 3, false);
    assertHolds("data/3", 3);
    files.deleteFile(TABLE + "data/2");
    files.deleteFiles(List.of(TABLE + "data/1"));
    assertThat(names(files.listPrefix(TABLE))).containsExactly(TABLE + "data/3");
    assertThatThrownBy(() -> files.newInputFile(TABLE + "data/2").newStream().read())
        .isInstanceOf(NotFoundException.class);
    files.deletePrefix(TABLE);
    assertThat(files.listPrefix(TABLE)).isEmpty();
    assertThat(wentOn.calls()).isNotEmpty();
  }

  @Test
  void write_primaryStopsBeforeTheFileIsClosed_isAtTheSecondaryAndThenAtBoth() throws Exception {
    write("data/1", 1, true);

    assertThat(at(pair.secondary(), 1)).isTrue();
    assertThat(wentOn.calls()).containsExactly("PutObject");
    pair.primary().server().start();
    pair.awaitReplicated();
    assertThat(at(pair.primary(), 1)).isTrue();
  }

  @Test
  void read_primaryStopsInTheMiddle_isOneStreamAndSeeksStill() throws Exception {
    write("data/1", 1, false);
    pair.awaitReplicated();

    try (SeekableInputStream in = files.newInputFile(TABLE + "data/1").newStream()) {
      in.readNBytes(SIZE / 8);
      pair.primary().server().stop();
      in.readNBytes(SIZE);
      assertThat(in.getPos()).isEqualTo(SIZE);
      in.seek(0);
      assertThat(Noise.isAllOf(in, 1, SIZE)).isTrue();
    }
    assertThat(wentOn.bodies()).isNotEmpty();
  }

  @Test
  void listPrefix_primaryStopsBetweenPages_namesEachOnceAndDeletesEach() throws Exception {
    LocalLocation primary = pair.primary();
    for (int i = 0; i < MANY; i++) {
      String key = key(i);
      primary.client().putObject(r -> r.bucket(primary.bucket()).key(key), RequestBody.empty());
    }
    pair.awaitReplicated();

    Iterator<FileInfo> listing = files.listPrefix(TABLE).iterator();
    List<String> seen = new ArrayList<>(List.of(listing.next().location()));
    primary.server().stop();
    listing.forEachRemaining(file -> seen.add(file.location()));

    assertThat(seen)
        .containsExactlyElementsOf(
            IntStream.range(0, MANY).mapToObj(i -> TABLE + name(i)).toList());
    assertThat(wentOn.calls()).containsExactly("ListObjectsV2");
    files.deletePrefix(TABLE);
    assertThat(files.listPrefix(TABLE)).isEmpty();
  }

  private static String name(int i) {
    return "data/%05d".formatted(i);
  }

  private static String key(int i) {
    return "warehouse/table/" + name(i);
  }

  private void write(String name, long seed, boolean stopInTheMiddle) throws IOException {
    try (OutputStream out = files.newOutputFile(TABLE + name).create();
        Noise content = new Noise(seed, SIZE)) {
      out.write(content.readNBytes(SIZE / 2));
      if (stopInTheMiddle) {
        pair.primary().server().stop();
      }
      content.transferTo(out);
    }
  }

  private void assertHolds(String name, long seed) throws IOException {
    try (InputStream in = files.newInputFile(TABLE + name).newStream()) {
      assertThat(Noise.isAllOf(in, seed, SIZE)).isTrue();
    }
  }

  private static boolean at(LocalLocation location, long seed) throws IOException {
    try (InputStream in =
        location
            .client()
            .getObject(r -> r.bucket(location.bucket()).key("warehouse/table/data/" + seed))) {
      return Noise.isAllOf(in, seed, SIZE);
    }
  }

  private static List<String> names(Iterable<FileInfo> listing) {
    List<String> names = new ArrayList<>();
    listing.forEach(file -> names.add(file.location()));
    return names;
  }
}
