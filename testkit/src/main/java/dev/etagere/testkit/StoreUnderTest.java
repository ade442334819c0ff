package dev.etagere.testkit;

import dev.etagere.core.ByteRange;
import dev.etagere.core.Guarantee;
import dev.etagere.core.ListEntry;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Listing;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.ObjectStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/** The store that a contract is tried on, and what the tests ask of it again and again. */
abstract sealed class StoreUnderTest permits CreateAndReplaceContract {
  private static final AtomicInteger PREFIXES = new AtomicInteger();

  /** How many threads race. */
  protected static final int WRITERS = 16;

  ObjectStore store;
  private String prefix;

  @SuppressWarnings("NullAway.Init") // set before each test
  StoreUnderTest() {}

  /** A store with every default, over the location under test; closed after the test. */
  protected abstract ObjectStore openStore();

  /** How many rounds a race takes; fewer where a server is slow. */
  protected int rounds() {
    return 20;
  }

  @BeforeEach
  final void open(TestInfo test) {
    store = openStore();
    prefix =
        "contract/"
            + test.getTestMethod().map(m -> m.getName()).orElse("")
            + "-"
            + Long.toString(new Random().nextLong() & Long.MAX_VALUE, 36)
            + "-"
            + PREFIXES.incrementAndGet()
            + "/";
  }

  @AfterEach
  final void close() {
    store.close();
  }

  /** The store under test. */
  protected final ObjectStore store() {
    return store;
  }

  /** A key of this test's own. */
  protected final String key(String name) {
    return prefix + name;
  }

  boolean holds(Guarantee guarantee) {
    return store.guarantees().holds(guarantee);
  }

  String text(String name) {
    return store.get(key(name)).orElseThrow().asString();
  }

  ObjectInfo info(String name) {
    return store.head(key(name)).orElseThrow();
  }

  String range(String name, ByteRange range) throws IOException {
    try (ObjectStream stream = store.open(key(name), range).orElseThrow()) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  List<String> names(ListQuery query) {
    try (Listing listing = store.list(query)) {
      return listing.stream().map(ListEntry::name).toList();
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static ByteArrayInputStream stream(String text) {
    return new ByteArrayInputStream(bytes(text));
  }
}
