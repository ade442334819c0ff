package dev.etagere.local;

import dev.etagere.core.spi.Keys;
import java.util.Map;
import java.util.regex.Pattern;

/** What buckets, keys and parts may be called. */
final class Names {
  private static final int MAX_METADATA_BYTES = 2_048;
  private static final int MAX_PARTS = 10_000;
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");

  private Names() {}

  static String bucket(String name) {
    if (!BUCKET.matcher(name).matches() || name.contains("..") || ADDRESS.matcher(name).matches()) {
      throw new EngineException(
          ErrorCode.INVALID_BUCKET_NAME,
          "bucket '" + name + "': use 3 to 63 lower-case letters, digits, dots and hyphens");
    }
    return name;
  }

  static String key(String key) {
    if (key.isEmpty() || !Utf8.isValid(key)) {
      throw new EngineException(
          ErrorCode.INVALID_ARGUMENT, "a key is at least one byte of valid Unicode");
    }
    if (Utf8.bytes(key).length > Keys.MAX_BYTES) {
      throw new EngineException(
          ErrorCode.KEY_TOO_LONG, "a key has at most " + Keys.MAX_BYTES + " bytes");
    }
    return key;
  }

  /** Half a character cannot be put into the order of bytes. */
  static void listing(ListRequest request) {
    String after = request.startAfter();
    if (!Utf8.isValid(request.prefix())
        || !Utf8.isValid(request.delimiter())
        || (after != null && !Utf8.isValid(after))) {
      throw new EngineException(ErrorCode.INVALID_ARGUMENT, "not valid Unicode: " + request);
    }
  }

  static int part(int number) {
    if (number < 1 || number > MAX_PARTS) {
      throw new EngineException(
          ErrorCode.INVALID_ARGUMENT, "part number " + number + " is not among 1 to " + MAX_PARTS);
    }
    return number;
  }

  static Headers headers(Headers headers) {
    int bytes = 0;
    for (Map.Entry<String, String> entry : headers.metadata().entrySet()) {
      bytes += Utf8.bytes(entry.getKey()).length + Utf8.bytes(entry.getValue()).length;
    }
    if (bytes > MAX_METADATA_BYTES) {
      throw new EngineException(
          ErrorCode.METADATA_TOO_LARGE,
          "user metadata takes " + bytes + " bytes, and at most " + MAX_METADATA_BYTES + " fit");
    }
    return headers;
  }
}
