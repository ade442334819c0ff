package dev.etagere.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.Content;
import dev.etagere.core.ListQuery;
import dev.etagere.core.Location;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.spi.StoreSettings;
import dev.etagere.core.spi.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An interrupt while an answer is awaited, with the client that the store makes itself. */
@Timeout(60)
@ExtendWith(SurroundingsOfAws.class)
class InterruptTest {
  private static final String HALF_A_BODY =
      "HTTP/1.1 200 OK\r\nETag: \"00000000000000000000000000000000\"\r\n"
          + "Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r\nContent-Length: 1000000\r\n\r\nhalf";
  private static final int LARGE = 20 << 20;

  /** What a caller may be waiting for. */
  enum Call {
    GET(s -> s.get("k")),
    HEAD(s -> s.head("k")),
    OPEN(s -> s.open("k")),
    LIST(s -> s.list(ListQuery.all()).objects().forEach(o -> {})),
    UPDATE(s -> s.update("k", c -> c)),
    CREATE(s -> s.create("k", Content.of("1"))),
    DELETE(s -> s.delete("k")),
    UPLOAD(s -> s.create("k", Content.of(new byte[LARGE])));

    @SuppressWarnings("ImmutableEnumChecker") // none of them holds anything
    private final Consumer<ObjectStore> call;

    Call(Consumer<ObjectStore> call) {
      this.call = call;
    }

    boolean perhapsApplied() {
      return this == CREATE || this == DELETE;
    }
  }

  @ParameterizedTest
  @EnumSource
  void interrupt_answerAwaited_endsTheCallTruthfully(Call call) throws Exception {
    try (SilentServer server = new SilentServer("");
        ObjectStore store = store(server)) {
      Interrupted ended = interrupted(server, () -> call.call.accept(store));

      assertThat(ended.thrown)
          .isInstanceOf(
              call.perhapsApplied() ? OutcomeUnknownException.class : UnavailableException.class);
      assertEndedByTheInterrupt(ended);
    }
  }

  @Test
  void interrupt_restOfABodyAwaited_endsTheRead() throws Exception {
    try (SilentServer server = new SilentServer(HALF_A_BODY);
        ObjectStore store = store(server)) {
      Interrupted ended = interrupted(server, () -> store.get("k"));

      assertThat(ended.thrown).isInstanceOf(UnavailableException.class);
      assertEndedByTheInterrupt(ended);
    }
  }

  @Test
  void interrupt_openStreamRead_breaksTheStreamOff() throws Exception {
    try (SilentServer server = new SilentServer(HALF_A_BODY);
        ObjectStore store = store(server)) {
      Interrupted ended =
          interrupted(
              server,
              () -> {
                try (InputStream in = store.open("k").orElseThrow()) {
                  in.readAllBytes();
                }
              });

      // The latter if it was quick, and caught the opening.
      assertThat(ended.thrown).isInstanceOfAny(IOException.class, UnavailableException.class);
      assertEndedByTheInterrupt(ended);
    }
  }

  @Test
  void interrupt_download_endsItsRangesToo(@TempDir Path directory) throws Exception {
    try (SilentServer server = new SilentServer(HALF_A_BODY.replace("half", ""));
        ObjectStore store = store(server)) {
      Interrupted ended = interrupted(server, () -> store.download("k", directory.resolve("file")));

      assertThat(ended.thrown).isInstanceOf(UnavailableException.class);
      assertEndedByTheInterrupt(ended);
      assertThat(directory).isEmptyDirectory();
    }
  }

  private record Interrupted(Throwable thrown, boolean flag) {}

  private interface Action {
    void run() throws Exception;
  }

  private static Interrupted interrupted(SilentServer server, Action action)
      throws InterruptedException {
    AtomicReference<Interrupted> ended = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              Throwable thrown = null;
              try {
                action.run();
              } catch (Throwable e) {
                thrown = e;
              }
              ended.set(new Interrupted(thrown, Thread.currentThread().isInterrupted()));
            });
    thread.start();
    server.awaitAsked();
    thread.interrupt();
    thread.join();
    return ended.get();
  }

  /** Had it waited on, a time limit would have ended it. */
  private static void assertEndedByTheInterrupt(Interrupted ended) {
    List<String> causes = new ArrayList<>();
    for (Throwable t = ended.thrown; t != null; t = t.getCause()) {
      causes.add(t.getClass().getSimpleName());
      for (Throwable s : t.getSuppressed()) {
        causes.add(s.getClass().getSimpleName());
      }
    }
    assertThat(causes).doesNotContain("SocketTimeoutException", "ApiCallTimeoutException");
    assertThat(ended.flag).as("the interrupt flag").isTrue();
  }

  private static ObjectStore store(SilentServer server) {
    StoreSettings settings =
        StoreSettings.defaults().withDeadlines(Duration.ofMinutes(9), Duration.ofMinutes(9));
    Location location =
        Location.data("s3://bucket?path-style=true&endpoint=" + server.endpoint("http"));
    return Stores.over(new S3Provider().open(location, settings), settings);
  }
}
