package dev.etagere.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.AbsentException;
import dev.etagere.core.AccessException;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.Lineage;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.Precondition;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.UnsupportedException;
import dev.etagere.core.Version;
import dev.etagere.s3.FakeS3.Reply;
import dev.etagere.s3.FakeS3.Request;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Outcomes that take a step more to come about than those of the contract. */
@Timeout(60)
class WriteOutcomesTest {
  private static final Predicate<Request> PUT = FakeS3.method("PUT");
  private static final Predicate<Request> COPY = Request::isCopy;
  private static final Predicate<Request> COMPLETE = Request::isCompletion;
  private static final Predicate<Request> INITIATE = Request::isInitiation;

  private final FakeS3 s3 = new FakeS3();
  private final ObjectStore store = Rig.store(s3);
  private final ObjectStore other = Rig.store(s3);
  private final ObjectStore inParts = Rig.storeInParts(s3, new FakeAmbient());

  @Test
  void put_stamp_isStoredAndHiddenFromUsers() {
    Version version = store.create("k", Content.of("1").withMetadata("owner", "me"));

    assertThat(s3.headers("pre/k"))
        .containsEntry("x-amz-meta-etagere", version.lineage() + ";c=90f599e3")
        .containsEntry("x-amz-meta-owner", "me");
    assertThat(store.head("k").orElseThrow().attributes().metadata())
        .isEqualTo(Map.of("owner", "me"));
  }

  @Test
  void put_metadataOfTheStoresOwnName_isRefusedAndNothingSent() {
    assertThatThrownBy(() -> store.create("k", Content.of("1").withMetadata("Etagere", "x")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> inParts.create("k", Content.of("11").withMetadata("etagere", "x")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(s3.requests()).isEmpty();
  }

  @Test
  void replace_forgedVersion_isRefusedAndNothingSent() {
    s3.wantBareETags();
    store.replace("k", Content.of("2"), store.create("k", Content.of("1")));
    int before = s3.requests().size();
    Version anything = Version.parse(Version.of("*", Lineage.unknown()).toString());

    assertThatThrownBy(() -> store.replace("k", Content.of("3"), anything))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.delete("k", Precondition.matches(anything)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(s3.requests()).hasSize(before);
    assertThat(s3.text("pre/k")).isEqualTo("2");
  }

  @Test
  void update_lostRace_costsOneGetAndOnePut() {
    other.create("k", Content.of("1"));
    store.update("k", c -> Content.of("2"));
    int before = s3.requests().size();
    s3.on(
        PUT,
        1,
        request -> {
          other.put("k", Content.of("theirs"));
          return s3.serve(request);
        });

    store.update("k", c -> Content.of("mine"));

    assertThat(s3.methods().subList(before, s3.methods().size()))
        .containsExactly("GET", "PUT", "PUT", "GET", "PUT");
    assertThat(s3.text("pre/k")).isEqualTo("mine");
  }

  @Test
  void update_refusedThoughItWasWrittenAsSomethingSentItTwice_isNotAppliedAgain() {
    other.create("k", Content.of("1"));
    store.update("k", c -> Content.of("12"));
    for (boolean overwritten : new boolean[] {false, true}) {
      List<String> seen = new ArrayList<>();
      s3.on(
          PUT,
          1,
          request -> {
            s3.serve(request);
            if (overwritten) {
              other.replace("k", Content.of("theirs"), other.head("k").orElseThrow().version());
            }
            return s3.serve(request);
          });

      Version version =
          store
              .update(
                  "k",
                  c -> {
                    seen.add("run");
                    return Content.of("mine " + overwritten);
                  })
              .version();

      assertThat(seen).hasSize(1);
      assertThat(s3.text("pre/k")).isEqualTo(overwritten ? "theirs" : "mine false");
      assertThat(version.equals(other.head("k").orElseThrow().version())).isNotEqualTo(overwritten);
    }
  }

  @Test
  void create_landedThenOverwrittenByAsManyAsIdsAreCarried_isUnknown() {
    s3.loseReply(PUT, () -> overwrite(Lineage.CAPACITY));

    assertThatThrownBy(() -> store.create("k", Content.of("mine")))
        .isInstanceOf(OutcomeUnknownException.class);
  }

  @Test
  void create_landedThenOverwrittenByOneLess_succeeds() {
    s3.loseReply(PUT, () -> overwrite(Lineage.CAPACITY - 1));

    assertThat(store.create("k", Content.of("mine")).lineage().isUnknown()).isTrue();
  }

  @Test
  void replaceByETag_landedThenOverwrittenByAsManyAsIdsAreCarried_isUnknown() {
    s3.set("pre/k", "base");
    Version base = S3Version.ofETag(S3Version.etag(store.head("k").orElseThrow().version()));
    s3.loseReply(PUT, () -> overwrite(Lineage.CAPACITY));

    assertThatThrownBy(() -> store.replace("k", Content.of("mine"), base))
        .isInstanceOf(OutcomeUnknownException.class);
  }

  @Test
  void replace_bareETagsWanted_manyThreadsFindOutAtOnce() throws InterruptedException {
    s3.wantBareETags();
    List<Thread> threads = new ArrayList<>();
    AtomicInteger done = new AtomicInteger();
    for (int i = 0; i < 8; i++) {
      String key = "k" + i;
      Version base = other.create(key, Content.of("base"));
      Thread thread =
          new Thread(
              () -> {
                store.within(Duration.ofMinutes(5)).replace(key, Content.of("mine"), base);
                done.incrementAndGet();
              });
      threads.add(thread);
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(done).hasValue(8);
    // Each is refused at most once: nobody undoes what another found out.
    assertThat(s3.requests().stream().filter(PUT).filter(r -> r.header("If-Match") != null).count())
        .isLessThanOrEqualTo(16);
  }

  // Copies.

  @Test
  void copy_sourceGoneAndNothingInDoubt_isAbsent() {
    assertThatThrownBy(() -> store.copy("none", "to", Precondition.none()))
        .isInstanceOf(AbsentException.class);
  }

  @Test
  void copy_sourceGoneWhileInDoubt_isUnknown() {
    store.create("k", Content.of("1"));
    s3.loseRequest(COPY, () -> other.delete("k"));

    assertThatThrownBy(() -> store.copy("k", "to", Precondition.absent()))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContaining("'to'");
  }

  @Test
  void copy_sourceNotToBeReadAnyMoreWhileInDoubt_isUnknown() {
    store.create("k", Content.of("1"));
    s3.loseRequest(
        COPY,
        () ->
            s3.on(
                r -> r.method().equals("HEAD") && r.key().equals("pre/k"), 99, r -> Reply.of(403)));

    assertThatThrownBy(() -> store.copy("k", "to", Precondition.none()))
        .isInstanceOf(OutcomeUnknownException.class);
  }

  @Test
  void copy_sourceChangedBetweenLookAndCopy_copiesTheNewOne() {
    store.create("k", Content.of("1"));
    s3.on(
        COPY,
        1,
        r -> {
          other.put("k", Content.of("2"));
          return s3.serve(r);
        });

    store.copy("k", "to", Precondition.absent());

    assertThat(s3.text("pre/to")).isEqualTo("2");
  }

  /** The copy leaves the ETag of its base standing, and a stale writer builds on that. */
  @Test
  void copy_bytesEqualToTheBaseThenOverwrittenByAStaleWriter_isUnknown() {
    Version base = other.create("to", Content.of("same"));
    other.create("k", Content.of("same"));
    s3.loseReply(COPY, () -> other.replace("to", Content.of("theirs"), base));

    assertThatThrownBy(() -> store.copy("k", "to", Precondition.matches(base)))
        .isInstanceOf(OutcomeUnknownException.class);
  }

  @Test
  void copy_replyLostThenOverwritten_succeedsWithAVersionThatIsNoLongerThere() {
    Version base = other.create("to", Content.of("base"));
    other.create("k", Content.of("1"));
    s3.loseReply(
        COPY, () -> other.replace("to", Content.of("2"), other.head("to").orElseThrow().version()));

    Version copied = store.copy("k", "to", Precondition.matches(base));

    assertThatThrownBy(() -> other.replace("to", Content.of("3"), copied))
        .isInstanceOf(ConflictException.class);
    assertThat(s3.text("pre/to")).isEqualTo("2");
  }

  // Uploads in parts.

  @Test
  void upload_small_isOneObjectWithItsStamp() {
    Version version = inParts.create("k", Content.of("large"));

    assertThat(s3.text("pre/k")).isEqualTo("large");
    assertThat(version.token()).endsWith("-1");
    assertThat(inParts.head("k").orElseThrow().version()).isEqualTo(version);
    assertThat(inParts.head("k").orElseThrow().version().lineage()).isEqualTo(version.lineage());
    assertThat(s3.uploadsUnderWay()).isZero();
  }

  @Test
  void upload_alwaysRefusedForNow_endsAtTheDeadlineAndLeavesNoParts() {
    s3.on(COMPLETE, 999, r -> Reply.error(409, "ConditionalRequestConflict"));

    assertThatThrownBy(() -> inParts.within(Duration.ofMinutes(5)).create("k", Content.of("large")))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("nothing was changed");

    // The pauses are eight seconds or more.
    assertThat(s3.requests().stream().filter(COMPLETE).count()).isBetween(2L, 38L);
    assertThat(s3.uploadsUnderWay()).isZero();
  }

  @Test
  void upload_streamThatMustStartOver_isUnavailable() {
    s3.on(COMPLETE, 1, r -> Reply.error(409, "ConditionalRequestConflict"));

    assertThatThrownBy(() -> inParts.create("k", stream("large")))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("new stream");
    assertThat(s3.text("pre/k")).isNull();
  }

  @Test
  void upload_streamThatMustStartOverWhileInDoubt_isUnknown() {
    s3.loseRequest(COMPLETE);
    s3.on(COMPLETE, 1, r -> Reply.error(409, "ConditionalRequestConflict"));

    assertThatThrownBy(() -> inParts.create("k", stream("large")))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThat(s3.uploadsUnderWay()).isZero();
  }

  @Test
  void upload_cannotStartOverWhileInDoubt_isUnknown() {
    s3.on(INITIATE, 1, s3::serve);
    s3.loseRequest(COMPLETE);
    s3.on(COMPLETE, 1, r -> Reply.error(409, "ConditionalRequestConflict"));
    s3.on(INITIATE, 1, r -> Reply.error(403, "AccessDenied"));

    assertThatThrownBy(() -> inParts.create("k", Content.of("large")))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasCauseInstanceOf(AccessException.class);
  }

  @Test
  void upload_cannotStartAtAll_isWhatItIs() {
    s3.on(INITIATE, 1, r -> Reply.error(403, "AccessDenied"));

    assertThatThrownBy(() -> inParts.create("k", Content.of("large")))
        .isInstanceOf(AccessException.class);
  }

  @Test
  void upload_startsOverAfterItLanded_isFoundAndNotWrittenTwice() {
    s3.loseReply(COMPLETE, () -> s3.on(r -> r.method().equals("HEAD"), 1, r -> Reply.of(404)));
    s3.on(COMPLETE, 1, r -> Reply.error(409, "ConditionalRequestConflict"));

    Version version = inParts.create("k", Content.of("large"));

    assertThat(inParts.head("k").orElseThrow().version()).isEqualTo(version);
    assertThat(s3.uploadsUnderWay()).isZero();
  }

  @Test
  void upload_failureInsideOfA200_isLookedFor() {
    s3.on(
        COMPLETE,
        1,
        r -> {
          s3.serve(r);
          return Reply.error(200, "InternalError");
        });

    Version version = inParts.create("k", Content.of("large"));

    assertThat(inParts.head("k").orElseThrow().version()).isEqualTo(version);
    assertThat(s3.requests().stream().filter(COMPLETE)).hasSize(1);
  }

  @Test
  void upload_streamThatBreaks_storesNothingAndLeavesNoParts() {
    InputStream stream =
        new FilterInputStream(bytes("large")) {
          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, Math.min(2, length));
            if (read < 0) {
              throw new IOException("as the test wanted");
            }
            return read;
          }
        };

    assertThatThrownBy(() -> inParts.create("k", Content.stream(stream, 9)))
        .isInstanceOf(java.io.UncheckedIOException.class);
    assertThat(s3.text("pre/k")).isNull();
    assertThat(s3.uploadsUnderWay()).isZero();
  }

  @Test
  void upload_refusedForWhatTheLocationLacks_closesTheStream() {
    ObjectStore lacking =
        Rig.store(
            Rig.client(s3),
            new FakeAmbient(),
            "?lacks=conditional-multipart",
            s -> s.withTransfers(1, 5 << 20, 2));
    AtomicInteger closed = new AtomicInteger();
    InputStream stream =
        new FilterInputStream(bytes("large")) {
          @Override
          public void close() {
            closed.incrementAndGet();
          }
        };

    assertThatThrownBy(() -> lacking.create("k", Content.stream(stream)))
        .isInstanceOf(UnsupportedException.class);
    assertThat(closed.get()).isPositive();
    assertThat(s3.requests()).isEmpty();
  }

  private void overwrite(int times) {
    for (int i = 1; i <= times; i++) {
      Version now = other.head("k").orElseThrow().version();
      other.replace("k", Content.of("theirs " + i), now);
    }
  }

  private static Content stream(String text) {
    return Content.stream(bytes(text));
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
