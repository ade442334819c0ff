package dev.etagere.cli;

import dev.etagere.core.TooLargeException;
import dev.etagere.core.spi.Deadline;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A program that turns the bytes on its standard input into those on its standard output. Its error
 * output passes through.
 */
final class Filter {
  /** What an update reads is bounded alike. */
  private static final int MAX_OUTPUT = 16 << 20;

  private static final long PATIENCE_MILLIS = 500;

  /** The caller's LC_ALL, where the launcher set another for this process. */
  private static final String LC_ALL_BEFORE = "etagere.lc_all";

  private final List<String> command;

  Filter(List<String> command) {
    this.command = command;
  }

  /**
   * Runs it once.
   *
   * @throws CliException if it cannot be run, fails, prints nothing, or does not end in time; it
   *     has ended then
   */
  byte[] run(byte[] input, Deadline deadline) {
    Process process = start();
    try {
      byte[] output = converse(process, input, deadline);
      int code = process.exitValue();
      if (code != 0) {
        throw failed("ended with exit code " + code, null);
      }
      if (output.length == 0) {
        throw failed("printed nothing", null);
      }
      return output;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException(ExitCode.INTERRUPTED, "interrupted; nothing was changed", e);
    } finally {
      stop(process);
    }
  }

  private Process start() {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    restoreLocale(builder.environment());
    try {
      return builder.start();
    } catch (IOException e) {
      throw new CliException(
          ExitCode.USAGE, "cannot run '" + command.get(0) + "'; nothing was changed", e);
    }
  }

  private static void restoreLocale(Map<String, String> environment) {
    String before = System.getProperty(LC_ALL_BEFORE);
    if (before == null) {
      return;
    }
    if (before.isEmpty()) {
      environment.remove("LC_ALL");
    } else {
      environment.put("LC_ALL", before);
    }
  }

  /**
   * Writes and reads at once, each in a thread of its own: a program may print before it has read,
   * read nothing at all, or leave its output to a child that outlives it. None of that may block
   * us.
   */
  private byte[] converse(Process process, byte[] input, Deadline deadline)
      throws InterruptedException {
    background(() -> feed(process, input));
    FutureTask<byte[]> output =
        new FutureTask<>(() -> process.getInputStream().readNBytes(MAX_OUTPUT + 1));
    background(output);
    try {
      byte[] bytes = output.get(deadline.remaining().toMillis(), TimeUnit.MILLISECONDS);
      if (bytes.length > MAX_OUTPUT) {
        throw new TooLargeException(
            null,
            "'" + name() + "' printed more than " + MAX_OUTPUT + " bytes; nothing was changed",
            null);
      }
      if (process.waitFor(deadline.remaining().toMillis(), TimeUnit.MILLISECONDS)) {
        return bytes;
      }
    } catch (TimeoutException e) {
      // Told below.
    } catch (ExecutionException e) {
      throw failed("could not be read", e);
    }
    throw failed("did not end within " + deadline + " (see --timeout) and was stopped", null);
  }

  private static void feed(Process process, byte[] input) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input);
    } catch (IOException e) {
      // It does not want (all of) its input, as 'date' does not: its exit code decides.
    }
  }

  private static void background(Runnable work) {
    Thread thread = new Thread(work, "etagere-filter");
    thread.setDaemon(true);
    thread.start();
  }

  private static void stop(Process process) {
    if (!process.isAlive()) {
      return;
    }
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private CliException failed(String how, @Nullable Throwable cause) {
    return new CliException(
        ExitCode.FAILURE, "'" + name() + "' " + how + "; nothing was changed", cause);
  }

  private String name() {
    return command.get(0);
  }
}
