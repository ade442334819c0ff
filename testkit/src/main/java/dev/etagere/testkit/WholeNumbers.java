package dev.etagere.testkit;

import dev.etagere.core.Codec;
import java.nio.charset.StandardCharsets;

/** Whole numbers as text; core has no codec of its own. */
final class WholeNumbers {
  static final Codec<Integer> CODEC =
      new Codec<>() {
        @Override
        public String contentType() {
          return "application/json";
        }

        @Override
        public byte[] encode(Integer value) {
          return value.toString().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Integer decode(byte[] bytes) {
          try {
            return Integer.valueOf(new String(bytes, StandardCharsets.UTF_8));
          } catch (NumberFormatException e) {
            throw new IllegalArgumentException("it is no whole number");
          }
        }
      };

  private WholeNumbers() {}
}
