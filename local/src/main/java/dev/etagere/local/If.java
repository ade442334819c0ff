package dev.etagere.local;

import java.util.List;

/** What must hold for a write to take effect, as S3 has it; judged in one step with the write. */
public sealed interface If {
  /** The write takes effect whatever is there. */
  static If none() {
    return None.INSTANCE;
  }

  /** {@code If-None-Match: *}: the write takes effect only if there is no object. */
  static If absent() {
    return Absent.INSTANCE;
  }

  /**
   * {@code If-Match}: the write takes effect only if the object has one of these ETags.
   *
   * @param etags without quotes; {@code *} stands for any
   */
  static If matches(String... etags) {
    return new Matches(List.of(etags));
  }

  /** See {@link If#none()}. */
  enum None implements If {
    /** The only one. */
    INSTANCE
  }

  /** See {@link If#absent()}. */
  enum Absent implements If {
    /** The only one. */
    INSTANCE
  }

  /**
   * See {@link If#matches(String...)}.
   *
   * @param etags without quotes; {@code *} stands for any
   */
  record Matches(List<String> etags) implements If {
    /** Copies the list. */
    public Matches {
      etags = List.copyOf(etags);
    }
  }
}
