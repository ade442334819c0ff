package dev.etagere.local.server;

import dev.etagere.core.AccessException;
import dev.etagere.core.Ambient;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The keys a client signs its requests with. Immutable; its text does not show the secret.
 *
 * @param accessKey who signs; letters, digits and {@code - _}
 * @param secretKey what only both sides know
 */
public record LocalKeys(String accessKey, String secretKey) {
  private static final Pattern ACCESS_KEY = Pattern.compile("[A-Za-z0-9_-]{3,128}");
  private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final String ALL =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  /** Checks that requests can be signed with them. */
  public LocalKeys {
    if (!ACCESS_KEY.matcher(accessKey).matches()) {
      throw new IllegalArgumentException("an access key has 3 to 128 letters, digits, '-' and '_'");
    }
    if (secretKey.isBlank() || !secretKey.strip().equals(secretKey)) {
      throw new IllegalArgumentException("a secret key is not empty and has no blanks at its ends");
    }
  }

  /** New ones, of the machine's secure randomness. */
  public static LocalKeys random() {
    return random(Ambient.system());
  }

  static LocalKeys random(Ambient ambient) {
    RandomGenerator random = ambient.random();
    return new LocalKeys("ETAG" + pick(random, UPPER, 16), pick(random, ALL, 40));
  }

  private static String pick(RandomGenerator random, String letters, int count) {
    return random
        .ints(count, 0, letters.length())
        .collect(
            StringBuilder::new, (text, i) -> text.append(letters.charAt(i)), StringBuilder::append)
        .toString();
  }

  /**
   * The keys in a file; the first to ask for them makes random ones. Only its owner can read the
   * file (on file systems that know owners). It has the form of the AWS SDKs' {@code credentials}
   * file, so that {@code AWS_SHARED_CREDENTIALS_FILE} can name it.
   *
   * @throws AccessException if others can read it, or it holds no keys, or it cannot be read or
   *     written
   */
  public static LocalKeys in(Path file) {
    return KeysFile.read(file, Ambient.system());
  }

  @Override
  public String toString() {
    return "LocalKeys[accessKey=" + accessKey + "]";
  }
}
