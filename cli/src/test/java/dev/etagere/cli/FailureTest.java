package dev.etagere.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etagere.core.AbsentException;
import dev.etagere.core.AccessException;
import dev.etagere.core.ConflictException;
import dev.etagere.core.CorruptException;
import dev.etagere.core.OutcomeUnknownException;
import dev.etagere.core.StoreException;
import dev.etagere.core.TooLargeException;
import dev.etagere.core.UnavailableException;
import dev.etagere.core.UnsupportedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureTest {
  private static final Map<StoreException, Integer> CODES =
      Map.of(
          ConflictException.exists("k", null),
          3,
          new AbsentException("k", "m", null),
          4,
          new UnavailableException("k", "m", null),
          5,
          new OutcomeUnknownException("k", "m", null),
          6,
          new AccessException("k", "m", null),
          7,
          new CorruptException("k", "m", null),
          8,
          new UnsupportedException("k", "m", null),
          9,
          new TooLargeException("k", "m", null),
          9);

  @TempDir private Path home;

  @Test
  void of_eachStoreException_hasItsCode() {
    CODES.forEach(
        (error, code) ->
            assertThat(Failure.of(error).code().number()).as(error.toString()).isEqualTo(code));
    assertThat(CODES.keySet().stream().map(Object::getClass).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(StoreException.class.getPermittedSubclasses());
  }

  @Test
  void run_whenTheStoreFails_tellsOneLine() {
    StoreException error = new AccessException(null, "no\n  way", null);

    Commandline.Result result = failing(error).run("get", "k");

    assertThat(result.code()).isEqualTo(ExitCode.ACCESS);
    assertThat(result.err()).isEqualTo("etagere: no way\n");
  }

  @Test
  void run_withDebug_showsTheStackTraceToo() {
    Commandline.Result result =
        failing(new UnavailableException("k", "m", null)).run("get", "k", "--debug");

    assertThat(result.err()).contains("\tat dev.etagere.cli.", "etagere: m\n");
  }

  @Test
  void run_whenWeFail_saysSo() {
    Commandline.Result result = failing(new IllegalStateException("oops")).run("get", "k");

    assertThat(result.code()).isEqualTo(ExitCode.FAILURE);
    assertThat(result.err()).contains("a fault of etagere", "oops", "--debug").hasLineCount(1);
  }

  @Test
  void of_fileErrors_saysWhatIsWrong() {
    assertThat(Failure.of(new NoSuchFileException("f")).message())
        .isEqualTo("f: no such file or folder");
    assertThat(Failure.of(new AccessDeniedException("f")).message())
        .isEqualTo("f: permission denied");
    assertThat(Failure.of(new UncheckedIOException("cannot write g", new IOException("full"))))
        .isEqualTo(new Failure(ExitCode.FAILURE, "cannot write g: full"));
  }

  @Test
  void of_badInput_isUsage() {
    assertThat(Failure.of(new IllegalArgumentException("bad")).code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void table_hasEveryCodeOnce() {
    assertThat(ExitCode.table()).hasSize(ExitCode.values().length);
    assertThat(List.of(ExitCode.values())).allMatch(code -> code.number() < 256);
  }

  private Commandline failing(RuntimeException error) {
    return Commandline.with(
        home,
        (locations, deadline, listener) -> {
          throw error;
        });
  }
}
