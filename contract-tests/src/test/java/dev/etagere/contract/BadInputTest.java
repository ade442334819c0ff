package dev.etagere.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.etagere.core.Content;
import dev.etagere.core.CorruptException;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.TypedStore;
import dev.etagere.core.Version;
import dev.etagere.jackson.JacksonCodec;
import dev.etagere.local.ListRequest;
import dev.etagere.local.server.fault.Operation;
import dev.etagere.testkit.LocalLocation;
import dev.etagere.testkit.LocalS3;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What does not fit is told with key and version and where, and never shown. */
@LocalS3
class BadInputTest {
  private static final String HIDDEN = "hidden4711";

  /** What somebody keeps. */
  record Account(String owner, long balance, List<Entry> entries, Map<String, Long> limits) {}

  /** A line of it. */
  record Entry(String what, int amount) {}

  /** A bean. */
  interface Owned {
    String getOwner();
  }

  private static final JacksonCodec<Account> CODEC = JacksonCodec.of(Account.class);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hidden4711",
        "\"hidden4711\"",
        "[\"hidden4711\"]",
        "{\"owner\":\"hidden4711\"",
        "{\"owner\":\"hidden4711\",\"balance\":\"hidden4711\"}",
        "{\"owner\":{\"hidden4711\":1}}",
        "{\"hidden4711\":1}",
        "{\"owner\":\"hidden4711\",\"entries\":[{\"what\":\"a\",\"amount\":1},{\"hidden4711\":2}]}",
        "{\"entries\":[{\"amount\":\"hidden4711\"}]}",
        "{\"entries\":{\"hidden4711\":1}}",
        "{\"limits\":{\"hidden4711\":\"hidden4711\"}}",
        "{\"limits\":{\"a\":99999999999999999999999999904711}}",
        "{\"balance\":1} hidden4711",
        "{\"balance\":1}{\"owner\":\"hidden4711\"}",
        "{\"owner\":\"hidden4711 \\ud800 \\q\"}",
        "<html>hidden4711</html>",
        "null",
        ""
      })
  void typed_jsonThatDoesNotFit_isCorruptAndNotShown(
      String json, LocalLocation s3, ObjectStore store) {
    Version version = store.create("account", Content.json(json));
    TypedStore<Account> accounts = store.typed(CODEC);

    assertCorrupt(() -> accounts.get("account"), version);
    assertCorrupt(() -> accounts.getIfMatches("account", version), version);
    assertCorrupt(() -> store.get("account").orElseThrow().as(CODEC), version);
    assertCorrupt(
        () -> accounts.update("account", () -> new Account(HIDDEN, 0, List.of(), Map.of()), a -> a),
        version);

    assertThat(s3.faults().requests().of(Operation.PUT)).isEqualTo(1);
    assertThat(store.get("account").orElseThrow().asString()).isEqualTo(json);
    assertThat(s3.engine().list(s3.bucket(), ListRequest.all()).items()).hasSize(1);
  }

  @Test
  void typed_bytesThatAreNoText_areCorruptAndNotShown(ObjectStore store) {
    byte[] bytes = Noise.bytes(1, 1_000);
    Version version = store.create("account", Content.of(bytes));

    assertCorrupt(() -> store.typed(CODEC).get("account"), version);
  }

  @Test
  void typed_valueThatCannotBeWritten_isRefusedAndNotShown(ObjectStore store) {
    Owned broken =
        () -> {
          throw new IllegalStateException(HIDDEN);
        };
    Throwable refusal =
        catchThrowable(() -> store.typed(JacksonCodec.of(Owned.class)).create("account", broken));

    assertThat(refusal).isInstanceOf(IllegalArgumentException.class);
    Shown.assertHidden(refusal, HIDDEN);
    assertThat(store.head("account")).isEmpty();
  }

  private static void assertCorrupt(ThrowingCallable call, Version version) {
    Throwable failure = catchThrowable(call);

    assertThat(failure)
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("'account'")
        .hasMessageContaining(version.token())
        .hasMessageContaining("Account");
    Shown.assertHidden(failure, HIDDEN, "99999999999");
  }
}
