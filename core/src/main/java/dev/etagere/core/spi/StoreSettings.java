package dev.etagere.core.spi;

import dev.etagere.core.Ambient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How a store behaves; the front door's builder fills it in. Immutable.
 *
 * @param ambient clock and randomness
 * @param executor runs the parts of large transfers; {@code null} for one the backend makes and
 *     closes
 * @param deadline of an ordinary call; 30 s by default
 * @param transferDeadline of a call that moves a large body; 1 h by default
 * @param maxBytesInMemory the largest object read in full; 16 MiB by default
 * @param multipartThreshold content above it goes in parts; 16 MiB by default
 * @param partSize the least size of a part; 8 MiB by default, S3 takes no less than 5 MiB
 * @param parallelism how many parts of one transfer are under way at once; 4 by default
 * @param verify whether to check when it is opened that the location honours conditions; off by
 *     default
 * @param attachments what a provider takes from the caller, such as an SDK client, by type
 */
public record StoreSettings(
    Ambient ambient,
    @Nullable Executor executor,
    Duration deadline,
    Duration transferDeadline,
    long maxBytesInMemory,
    long multipartThreshold,
    long partSize,
    int parallelism,
    boolean verify,
    Map<Class<?>, Object> attachments) {
  /**
   * S3 takes no smaller part, but for the last (Amazon S3 User Guide, "Multipart upload limits").
   */
  public static final long MIN_PART_SIZE = 5 << 20;

  private static final long MIB = 1 << 20;

  /** What one array holds, and one byte to see that there is more. */
  private static final long MAX_IN_MEMORY = Integer.MAX_VALUE - 65;

  /** Checks the numbers and copies the attachments. */
  public StoreSettings {
    attachments = Map.copyOf(attachments);
    requireTime("deadline", deadline);
    requireTime("transfer deadline", transferDeadline);
    requirePositive("parallelism", parallelism);
    requirePositive("limit of bytes in memory", maxBytesInMemory);
    requirePositive("multipart threshold", multipartThreshold);
    if (partSize < MIN_PART_SIZE) {
      throw new IllegalArgumentException(
          "S3 takes no part below 5 MiB, so not " + partSize + " bytes");
    }
    requireInMemory("limit of bytes in memory", maxBytesInMemory);
    requireInMemory("multipart threshold", multipartThreshold);
    requireInMemory("part size", partSize);
  }

  /** Every default. */
  public static StoreSettings defaults() {
    return new StoreSettings(
        Ambient.system(),
        null,
        Duration.ofSeconds(30),
        Duration.ofHours(1),
        16 * MIB,
        16 * MIB,
        8 * MIB,
        4,
        false,
        Map.of());
  }

  /** What the caller attached of this type, or {@code null}. */
  public <T> @Nullable T attachment(Class<T> type) {
    return type.cast(attachments.get(type));
  }

  /** The same with another clock and randomness. */
  public StoreSettings withAmbient(Ambient other) {
    return copy(other, executor, deadline, transferDeadline, verify, attachments);
  }

  /** The same with the caller's executor for large transfers. */
  public StoreSettings withExecutor(@Nullable Executor other) {
    return copy(ambient, other, deadline, transferDeadline, verify, attachments);
  }

  /** The same with other deadlines. */
  public StoreSettings withDeadlines(Duration call, Duration transfer) {
    return copy(ambient, executor, call, transfer, verify, attachments);
  }

  /** The same with or without the check at the start. */
  public StoreSettings withVerify(boolean on) {
    return copy(ambient, executor, deadline, transferDeadline, on, attachments);
  }

  /** The same with one more attachment. */
  public <T> StoreSettings with(Class<T> type, T attachment) {
    Map<Class<?>, Object> more = new LinkedHashMap<>(attachments);
    more.put(type, attachment);
    return copy(ambient, executor, deadline, transferDeadline, verify, more);
  }

  /** The same with another limit for objects read in full. */
  public StoreSettings withMaxBytesInMemory(long bytes) {
    return new StoreSettings(
        ambient,
        executor,
        deadline,
        transferDeadline,
        bytes,
        multipartThreshold,
        partSize,
        parallelism,
        verify,
        attachments);
  }

  /** The same with other numbers for large transfers. */
  public StoreSettings withTransfers(long threshold, long sizeOfPart, int atOnce) {
    return new StoreSettings(
        ambient,
        executor,
        deadline,
        transferDeadline,
        maxBytesInMemory,
        threshold,
        sizeOfPart,
        atOnce,
        verify,
        attachments);
  }

  private StoreSettings copy(
      Ambient a,
      @Nullable Executor e,
      Duration call,
      Duration transfer,
      boolean check,
      Map<Class<?>, Object> attached) {
    return new StoreSettings(
        a,
        e,
        call,
        transfer,
        maxBytesInMemory,
        multipartThreshold,
        partSize,
        parallelism,
        check,
        attached);
  }

  private static void requirePositive(String what, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException("the " + what + " must be above zero");
    }
  }

  private static void requireTime(String what, Duration time) {
    if (time.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException("the " + what + " must be at least 1 ms, not " + time);
    }
  }

  private static void requireInMemory(String what, long bytes) {
    if (bytes > MAX_IN_MEMORY) {
      throw new IllegalArgumentException(
          "the " + what + " is held in memory, so at most 2 GiB, not " + bytes + " bytes");
    }
  }
}
