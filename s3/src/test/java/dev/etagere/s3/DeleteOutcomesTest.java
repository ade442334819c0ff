package dev.etagere.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.Precondition;
import dev.etagere.core.Removal;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.UnsupportedException;
import dev.etagere.core.Version;
import dev.etagere.s3.FakeS3.Reply;
import dev.etagere.s3.FakeS3.Request;
import java.net.URI;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.s3.S3Client;

/** Deletes in doubt, and at services that may not honour their conditions. */
@Timeout(60)
class DeleteOutcomesTest {
  private static final Predicate<Request> DELETE = FakeS3.method("DELETE");
  private static final Predicate<Request> HEAD = FakeS3.method("HEAD");

  private final FakeS3 s3 = new FakeS3();
  private final ObjectStore store = Rig.store(s3);
  private final ObjectStore other = Rig.store(s3);

  @Test
  void delete_unconditionalRequestLostAndAnObjectIsThere_isUnknownAndLeavesIt() {
    store.create("k", Content.of("1"));
    s3.loseRequest(DELETE);

    assertThatThrownBy(() -> store.delete("k")).isInstanceOf(OutcomeUnknownException.class);

    assertThat(s3.requests().stream().filter(DELETE)).hasSize(1);
    assertThat(s3.text("pre/k")).isEqualTo("1");
  }

  @Test
  void delete_landedAndEqualBytesCreatedAnew_isUnknownAndLeavesThem() {
    Version version = store.create("k", Content.of("idle"));
    s3.loseReply(DELETE, () -> other.create("k", Content.of("idle")));

    assertThatThrownBy(() -> store.delete("k", Precondition.matches(version)))
        .isInstanceOf(OutcomeUnknownException.class);

    assertThat(s3.text("pre/k")).isEqualTo("idle");
  }

  @Test
  void delete_replyLostAndTheLookToo_isUnknown() {
    Version version = store.create("k", Content.of("1"));
    s3.loseReply(DELETE);
    s3.on(HEAD, 999, r -> Reply.of(503));

    assertThatThrownBy(() -> store.delete("k", Precondition.matches(version)))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContaining("'k'");
  }

  @Test
  void delete_refusedAndTheLookFails_isConflict() {
    Version version = store.create("k", Content.of("1"));
    other.put("k", Content.of("2"));
    s3.on(HEAD, 999, r -> Reply.of(503));

    assertThatThrownBy(() -> store.delete("k", Precondition.matches(version)))
        .isInstanceOfSatisfying(
            ConflictException.class, e -> assertThat(e.currentVersion()).isEmpty());
  }

  @Test
  void delete_neverSent_isUnavailable() {
    Version version = store.create("k", Content.of("1"));
    s3.on(
        DELETE,
        999,
        r -> {
          throw new java.net.ConnectException("as the test wanted");
        });

    assertThatThrownBy(() -> store.delete("k", Precondition.matches(version)))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("ConnectException")
        .hasMessageContaining("nothing was changed");
  }

  @Test
  void delete_interruptedWhileInDoubt_isUnknownAndKeepsTheFlag() {
    Version version = store.create("k", Content.of("1"));
    s3.loseRequest(DELETE, Thread.currentThread()::interrupt);

    try {
      assertThatThrownBy(() -> store.delete("k", Precondition.matches(version)))
          .isInstanceOf(OutcomeUnknownException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void delete_onConditionAtAnEndpoint_isTriedOutOnceAndLeavesNothing() {
    ObjectStore there = behindAnEndpoint("");
    Version first = there.create("k", Content.of("1"));
    Version second = there.create("l", Content.of("1"));

    assertThat(there.delete("k", Precondition.matches(first))).isEqualTo(Removal.REMOVED);
    int after = s3.requests().size();
    assertThat(there.delete("l", Precondition.matches(second))).isEqualTo(Removal.REMOVED);

    assertThat(s3.requests()).hasSize(after + 1);
    assertThat(other.list(dev.etagere.core.ListQuery.all())).isEmpty();
  }

  @Test
  void delete_onConditionWhereItIsIgnored_isRefusedAndRemovesNothing() {
    s3.ignore(DELETE, "If-Match");
    ObjectStore there = behindAnEndpoint("");
    Version version = there.create("k", Content.of("1"));

    assertThatThrownBy(() -> there.delete("k", Precondition.matches(version)))
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("'k'");
    assertThat(s3.text("pre/k")).isEqualTo("1");
  }

  @Test
  void delete_inDoubtAndTryingOutFails_isUnknown() {
    ObjectStore there = behindAnEndpoint("");
    there.create("k", Content.of("1"));
    s3.loseRequest(DELETE);
    s3.on(r -> r.key().contains("etagere-probe"), 999, r -> Reply.error(403, "AccessDenied"));

    assertThatThrownBy(() -> there.delete("k"))
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContaining("'k'");
  }

  private ObjectStore behindAnEndpoint(String query) {
    S3Client client = Rig.builder(s3).endpointOverride(URI.create("http://s3.test")).build();
    return Rig.store(client, new FakeAmbient(), query, s -> s);
  }
}
