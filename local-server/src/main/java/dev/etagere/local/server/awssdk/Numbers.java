package dev.etagere.local.server.awssdk;

import org.jspecify.annotations.Nullable;

/** Numbers in a URL. */
final class Numbers {
  private Numbers() {}

  static int parse(@Nullable String text, String name, int otherwise) {
    if (text == null || text.isEmpty()) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Answered below.
    }
    throw S3Errors.of(400, "InvalidArgument", name + " is no number from 0 on");
  }
}
