package dev.etagere.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * The ids of the last writes of an object, newest first. It travels with the object and with its
 * {@link Version}, so that a writer whose reply was lost can still find its own write below newer
 * ones.
 *
 * <p>A lineage ends in one of three ways: in {@value #ROOT}, the object was created from nothing;
 * in a mark of a state written by someone who leaves no ids; or it is cut off after {@value
 * #CAPACITY} ids.
 *
 * <p>Immutable. For implementors of stores; users need not look inside.
 */
public final class Lineage {
  /** How many write ids are kept. */
  public static final int CAPACITY = 8;

  private static final String ROOT = "0";
  private static final int FOREIGN_LENGTH = 12;
  private static final Lineage UNKNOWN = new Lineage(List.of());
  private static final Lineage ABSENT = new Lineage(List.of(ROOT));

  private final List<String> marks;

  private Lineage(List<String> marks) {
    this.marks = marks;
  }

  /**
   * Nothing is known of the writes: an object without ids, or a version that was made from an ETag.
   */
  public static Lineage unknown() {
    return UNKNOWN;
  }

  /** The lineage of an absent object: the first write on it shows that it created the object. */
  public static Lineage absent() {
    return ABSENT;
  }

  /**
   * Reads what {@link #toString()} wrote.
   *
   * @throws IllegalArgumentException if the text is not a lineage
   */
  public static Lineage parse(String text) {
    List<String> marks = List.of(text.split("\\.", -1));
    int ids = idsIn(marks);
    for (String id : marks.subList(0, ids)) {
      if (!isId(id)) {
        throw new IllegalArgumentException("its list of write ids is damaged");
      }
    }
    if (ids == 0 || ids > CAPACITY) {
      throw new IllegalArgumentException("its list of write ids is empty or too long");
    }
    return new Lineage(marks);
  }

  /**
   * The lineage of a write on top of {@code base}. If the ids of the base are unknown, its token
   * stands for them, so that the chain is not broken there.
   */
  public static Lineage on(Version base, String writeId) {
    return base.lineage().isUnknown()
        ? new Lineage(List.of(writeId, foreignMark(base.token())))
        : base.lineage().plus(writeId);
  }

  /**
   * This lineage with one more write on top. The oldest falls off when there are too many, and the
   * end with it: what it stood below is not all remembered any more.
   */
  public Lineage plus(String writeId) {
    List<String> next = new ArrayList<>(CAPACITY + 2);
    next.add(writeId);
    next.addAll(marks);
    return new Lineage(List.copyOf(idsIn(next) > CAPACITY ? next.subList(0, CAPACITY) : next));
  }

  /** Whether the write with this id is among those remembered. */
  public boolean contains(String writeId) {
    return marks.contains(writeId);
  }

  /**
   * Whether the state {@code base} is among those remembered, so that all writes above it are too.
   */
  public boolean reachesDownTo(Version base) {
    // The mark of a token says no more than that these bytes were there, perhaps for a second time:
    // it stands for a base only where nothing better is known of it.
    return base.lineage().isUnknown()
        ? marks.contains(foreignMark(base.token()))
        : marks.contains(base.lineage().marks.get(0));
  }

  /** Whether it reaches down to the creation of the object. */
  public boolean reachesDownToAbsent() {
    return marks.contains(ROOT);
  }

  /**
   * Whether the newest write of both is the same one, so that both describe the very same state.
   */
  public boolean sameNewestAs(Lineage other) {
    return !isUnknown() && !other.isUnknown() && marks.get(0).equals(other.marks.get(0));
  }

  /** Whether nothing is known of the writes. */
  public boolean isUnknown() {
    return marks.isEmpty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Lineage that && marks.equals(that.marks);
  }

  @Override
  public int hashCode() {
    return marks.hashCode();
  }

  /** The marks, newest first, joined by dots. */
  @Override
  public String toString() {
    return String.join(".", marks);
  }

  /** How many marks there are before an end. */
  private static int idsIn(List<String> marks) {
    String last = marks.get(marks.size() - 1);
    boolean end = last.equals(ROOT) || isForeign(last);
    return end ? marks.size() - 1 : marks.size();
  }

  /** Every read parses up to nine marks, which patterns would make ten times as dear. */
  private static boolean isId(String mark) {
    return mark.length() >= 8 && mark.length() <= 16 && isAlphanumeric(mark, 0);
  }

  private static boolean isForeign(String mark) {
    return mark.length() == FOREIGN_LENGTH && mark.charAt(0) == '_' && isAlphanumeric(mark, 1);
  }

  private static boolean isAlphanumeric(String mark, int from) {
    for (int i = from; i < mark.length(); i++) {
      char c = mark.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))) {
        return false;
      }
    }
    return true;
  }

  private static String foreignMark(String token) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      StringBuilder mark = new StringBuilder("_");
      for (int i = 0; i < FOREIGN_LENGTH - 1; i++) {
        mark.append(WriteIds.ALPHABET.charAt((hash[i] & 0xff) % WriteIds.ALPHABET.length()));
      }
      return mark.toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
