package dev.etagere.contract;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Keys of all that S3 allows; what is awkward somewhere on the way comes up more often. */
final class RandomKeys {
  /** The order of listings. */
  static final Comparator<String> ORDER =
      Comparator.comparing(RandomKeys::utf8, Arrays::compareUnsigned);

  private static final List<String> AWKWARD =
      List.of(
          "/",
          "//",
          ".",
          "..",
          "/./",
          "/../",
          "+",
          "%",
          "%2F",
          "%20",
          "%00",
          "%zz",
          " ",
          "  ",
          "&",
          "=",
          "?",
          "#",
          "\\",
          "\"",
          "'",
          "<",
          ">",
          "*",
          "~",
          ":",
          ";",
          "@",
          "$",
          ",",
          "!",
          "(",
          "]",
          "{",
          "|",
          "^",
          "`",
          "\u00e9",
          "e\u0301",
          "\u00df",
          "\u0130",
          "\u00a0",
          "\u2028",
          "\u200b",
          "\ufeff",
          "\ufffd",
          "\ud7ff",
          "\ue000",
          "\ufdd0",
          "\ud800\udc00",
          "\udbff\udfff",
          "\ud83d\ude00",
          "?uploads",
          "&amp;",
          "]]>",
          "null",
          "a/b",
          "AWS4");

  private final Random random;
  private final int maxBytes;

  RandomKeys(Random random, int maxBytes) {
    this.random = random;
    this.maxBytes = maxBytes;
  }

  /** Mostly short; one in ten as long as possible. */
  String next() {
    boolean longest = random.nextInt(10) == 0;
    int bytes = longest ? maxBytes : 1 + random.nextInt(30);
    StringBuilder key = new StringBuilder();
    while (true) {
      String piece = piece();
      if (utf8(key + piece).length > bytes) {
        return pad(key, bytes);
      }
      key.append(piece);
    }
  }

  private static String pad(StringBuilder key, int bytes) {
    return key.append("x".repeat(bytes - utf8(key.toString()).length)).toString();
  }

  private String piece() {
    return switch (random.nextInt(3)) {
      case 0 -> AWKWARD.get(random.nextInt(AWKWARD.size()));
      case 1 -> String.valueOf((char) ('a' + random.nextInt(26)));
      default -> anyCharacter();
    };
  }

  private String anyCharacter() {
    while (true) {
      int point = random.nextInt(random.nextBoolean() ? 0x300 : Character.MAX_CODE_POINT + 1);
      boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
      boolean refused = Character.isISOControl(point) || point == 0xfffe || point == 0xffff;
      if (!surrogate && !refused) {
        return Character.toString(point);
      }
    }
  }

  /** A key that something on the way could take for this one; it may be equal, or too long. */
  String neighbour(String key) {
    return switch (random.nextInt(10)) {
      case 0 -> key + "/";
      case 1 -> key + "/b";
      case 2 -> "/" + key;
      case 3 -> key + ".";
      case 4 -> URLEncoder.encode(key, StandardCharsets.UTF_8);
      case 5 -> key.replace(' ', '+');
      case 6 -> Normalizer.normalize(key, Normalizer.Form.NFC);
      case 7 -> Normalizer.normalize(key, Normalizer.Form.NFD);
      case 8 -> key.toUpperCase(Locale.ROOT);
      default -> key + " ";
    };
  }

  boolean fits(String key) {
    return !key.isEmpty() && utf8(key).length <= maxBytes;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
