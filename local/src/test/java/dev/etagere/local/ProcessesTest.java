package dev.etagere.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.Ambient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Several processes on one directory, and processes that are killed. */
@Tag("once")
class ProcessesTest {
  private static final String BUCKET = Child.BUCKET;

  @TempDir Path temporary;

  private Path directory() {
    return temporary.resolve("store");
  }

  private LocalEngine open() {
    return LocalEngine.onDisk(directory(), Ambient.system());
  }

  private static String text(LocalEngine engine, String key) throws IOException {
    try (OpenedObject opened = engine.get(BUCKET, key, ReadIf.always(), null)) {
      return new String(opened.body().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void counter_byTwoProcessesAndThisOne_isExact() throws Exception {
    try (LocalEngine engine = open()) {
      engine.createBucket(BUCKET);
      engine.put(BUCKET, "n", EngineFixture.stream("0"), PutRequest.of(Headers.none()));
      try (Child one = Child.start("count", directory().toString(), "200");
          Child two = Child.start("count", directory().toString(), "200")) {
        for (int i = 0; i < 200; i++) {
          Counting.increment(engine, BUCKET, "n");
        }
        assertThat(one.await()).isZero();
        assertThat(two.await()).isZero();
      }
      assertThat(text(engine, "n")).isEqualTo("600");
    }
  }

  @Test
  void open_newDirectoryByManyProcessesAtOnce_works() throws Exception {
    List<Child> children = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      children.add(Child.start("open", directory().toString()));
    }
    for (Child child : children) {
      assertThat(child.line()).isEqualTo("opened");
      assertThat(child.await()).isZero();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void open_cacheOfTheUser_getsTheLibraryOnce() throws Exception {
    Path cache = temporary.resolve("cache");
    openWithCache(cache);
    Path library = onlyFile(cache);
    FileTime unpacked = Files.getLastModifiedTime(library);

    openWithCache(cache);

    assertThat(onlyFile(cache)).isEqualTo(library);
    assertThat(Files.getLastModifiedTime(library)).isEqualTo(unpacked);
    assertThat(Files.getPosixFilePermissions(library.getParent()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  /** What lies in such a place may be anybody's: to load it would be to run it. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void open_cacheThatOthersCanWrite_isNotTrusted() throws Exception {
    Path cache = temporary.resolve("cache");
    openWithCache(cache);
    Path library = onlyFile(cache);
    Files.writeString(library, "not a library");
    Files.setPosixFilePermissions(
        library.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));

    openWithCache(cache);

    assertThat(library).hasContent("not a library");
  }

  private void openWithCache(Path cache) throws Exception {
    Map<String, String> environment = Map.of("XDG_CACHE_HOME", cache.toString());
    try (Child child = Child.start(environment, "open", directory().toString())) {
      assertThat(child.line()).isEqualTo("opened");
      assertThat(child.await()).isZero();
    }
  }

  private static Path onlyFile(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> found = files.filter(Files::isRegularFile).toList();
      assertThat(found).hasSize(1);
      return found.get(0);
    }
  }

  @Test
  void put_byAnotherProcessStillUnderWay_isNotCleanedAway() throws Exception {
    try (Child child = Child.start("slow", directory().toString())) {
      assertThat(child.line()).isEqualTo("half");
      try (LocalEngine engine = open()) {
        engine.put(BUCKET, "k", EngineFixture.stream("v"), PutRequest.of(Headers.none()));
        child.tell("go on");
        assertThat(child.line()).isEqualTo("done");
        assertThat(text(engine, "slow")).hasSize(400_000);
      }
    }
  }

  @Test
  void kill_inTheMiddleOfWrites_losesNothingAcknowledgedAndTearsNothing() throws Exception {
    Map<String, Child.Write> acknowledged = new HashMap<>();
    for (int round = 1; round <= 6; round++) {
      killed("write", round, acknowledged);
      try (LocalEngine engine = open()) {
        for (Child.Write last : acknowledged.values()) {
          assertHolds(engine, last);
        }
      }
    }
    try (LocalEngine engine = open()) {
      engine.put(BUCKET, "tidy", EngineFixture.stream("v"), PutRequest.of(Headers.none()));
    }
    // Twice: the rows of files removed by one write go with the next.
    Leftovers.of(directory()).assertNone();
  }

  /** Lets a process write until it has acknowledged some writes, and kills it there. */
  private List<String> killed(String how, int round, Map<String, Child.Write> acknowledged)
      throws Exception {
    List<String> all = new ArrayList<>();
    try (Child child = Child.start(how, directory().toString(), Integer.toString(round))) {
      for (int lines = 0; lines < 40 + 7 * round; lines++) {
        all.add(child.line());
      }
      all.addAll(child.kill());
    }
    all.forEach(line -> remember(line, acknowledged));
    return all;
  }

  @Test
  void kill_inTheMiddleOfVersionedWrites_losesNoVersionAcknowledged() throws Exception {
    List<String> acknowledged = new ArrayList<>();
    for (int round = 1; round <= 3; round++) {
      acknowledged.addAll(killed("versions", round, new HashMap<>()));
    }
    List<String> there = new ArrayList<>();
    try (LocalEngine engine = open()) {
      engine.put(BUCKET, "tidy", EngineFixture.stream("v"), PutRequest.of(Headers.none()));
      for (ListedVersion version : versions(engine)) {
        String name = version.facts().headers().metadata().get("write");
        if (name != null) {
          there.add(name);
          assertWhole(engine, version.facts(), Child.Write.parse(name));
        }
      }
    }
    assertThat(there).doesNotHaveDuplicates().containsAll(acknowledged);
    // One write at most of each thread was under way when its process died.
    assertThat(there).hasSizeLessThanOrEqualTo(acknowledged.size() + 6);
    Leftovers.of(directory()).assertNone();
  }

  private static List<ListedVersion> versions(LocalEngine engine) {
    List<ListedVersion> all = new ArrayList<>();
    ListRequest request = ListRequest.all();
    while (true) {
      ListedPage<ListedVersion> page = engine.listVersions(BUCKET, request);
      all.addAll(page.items());
      if (!page.truncated()) {
        return all;
      }
      ObjectFacts last = all.get(all.size() - 1).facts();
      request = request.afterVersion(last.key(), last.versionId());
    }
  }

  private static void assertWhole(LocalEngine engine, ObjectFacts version, Child.Write write)
      throws IOException {
    try (OpenedObject opened =
        engine.get(BUCKET, version.key(), version.versionId(), ReadIf.always(), null)) {
      assertThat(opened.body().readAllBytes()).as("%s", write).isEqualTo(write.bytes());
    }
  }

  private static void remember(String line, Map<String, Child.Write> acknowledged) {
    Child.Write write = Child.Write.parse(line);
    acknowledged.put(write.key(), write);
  }

  /** The last write acknowledged, or one that was under way when the process died. */
  private static void assertHolds(LocalEngine engine, Child.Write last) throws IOException {
    try (OpenedObject opened = engine.get(BUCKET, last.key(), ReadIf.always(), null)) {
      String name = opened.facts().headers().metadata().get("write");
      Child.Write there = Child.Write.parse(name);
      assertThat(opened.body().readAllBytes()).as("bytes of %s", there).isEqualTo(there.bytes());
      if (there.round() == last.round()) {
        assertThat(there.number())
            .as("%s, after %s", there, last)
            .isGreaterThanOrEqualTo(last.number());
      } else {
        assertThat(there.round()).as("%s, after %s", there, last).isGreaterThan(last.round());
      }
    }
  }
}
