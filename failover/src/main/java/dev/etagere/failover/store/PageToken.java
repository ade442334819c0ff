package dev.etagere.failover.store;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Where a listing stands. Continuation tokens belong to the bucket that gave them; the last name is
 * what another location can go on from.
 *
 * @param side the index of the location that gave the token
 * @param last the last name told so far, or {@code null} if none was
 * @param token that location's own continuation
 */
record PageToken(int side, @Nullable String last, String token) {
  /** Reads what {@link #text()} wrote. */
  static PageToken parse(String text) {
    String[] fields = text.split("\\.", 3);
    String last = fields[1].isEmpty() ? null : decode(fields[1]);
    return new PageToken(Integer.parseInt(fields[0]), last, fields[2]);
  }

  String text() {
    return side + "." + (last == null ? "" : encode(last)) + "." + token;
  }

  private static String encode(String name) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(name.getBytes(StandardCharsets.UTF_8));
  }

  private static String decode(String text) {
    return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
  }
}
