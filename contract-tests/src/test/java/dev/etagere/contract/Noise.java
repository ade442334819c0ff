package dev.etagere.contract;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/** As many bytes as are asked for, which nothing can compress and the seed gives again. */
final class Noise extends InputStream {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final SplittableRandom random;
  private final byte[] block = new byte[8_192];
  private int used = block.length;
  private long left;

  Noise(long seed, long length) {
    this.random = new SplittableRandom(seed);
    this.left = length;
  }

  /** All of it at once. */
  static byte[] bytes(long seed, int length) {
    try (Noise noise = new Noise(seed, length)) {
      return noise.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError("memory does not fail", e);
    }
  }

  /** Whether a stream, read to its end, has exactly these bytes. */
  static boolean isAllOf(InputStream stream, long seed, long length) throws IOException {
    byte[] theirs = new byte[65_536];
    try (Noise ours = new Noise(seed, length)) {
      while (true) {
        int count = stream.readNBytes(theirs, 0, theirs.length);
        byte[] expected = ours.readNBytes(theirs.length);
        if (!Arrays.equals(theirs, 0, count, expected, 0, expected.length)) {
          return false;
        }
        if (count == 0) {
          return true;
        }
      }
    }
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (left == 0) {
      return -1;
    }
    if (used == block.length) {
      for (int i = 0; i < block.length; i += Long.BYTES) {
        LONG.set(block, i, random.nextLong());
      }
      used = 0;
    }
    int count = (int) Math.min(left, Math.min(length, block.length - used));
    System.arraycopy(block, used, buffer, offset, count);
    used += count;
    left -= count;
    return count;
  }
}
