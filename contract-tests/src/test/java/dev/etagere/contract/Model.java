package dev.etagere.contract;

import dev.etagere.core.Precondition;
import dev.etagere.core.Version;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a store is said to be, in the plainest way: a map, and for each call the outcome it must
 * have. An outcome is told in words, and a version by its token, the MD5 of the text.
 */
final class Model {
  private final Map<String, Item> items = new TreeMap<>();

  /** A text, and what stands beside it. */
  record Item(String text, String mark) {
    @Override
    public String toString() {
      return "'" + text + "' marked " + mark;
    }
  }

  /** The keys and their texts, for a look at everything. */
  Map<String, Item> items() {
    return items;
  }

  static String token(String text) {
    try {
      byte[] md5 = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
      return String.format("%032x", new BigInteger(1, md5));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("each Java has MD5", e);
    }
  }

  String put(String key, Item item, Precondition precondition) {
    String conflict = conflict(key, precondition);
    if (conflict != null) {
      return conflict;
    }
    items.put(key, item);
    return stored(item);
  }

  String copy(String from, String to, Precondition precondition) {
    Item source = items.get(from);
    return source == null ? "absent" : put(to, source, precondition);
  }

  String delete(String key, Precondition precondition) {
    if (!items.containsKey(key)) {
      return "was absent";
    }
    String conflict = conflict(key, precondition);
    if (conflict != null) {
      return conflict;
    }
    items.remove(key);
    return "removed";
  }

  String update(String key, @Nullable Item initial, UnaryOperator<String> change) {
    Item before = items.getOrDefault(key, initial);
    return before == null
        ? "absent"
        : put(key, new Item(change.apply(before.text()), before.mark()), Precondition.none());
  }

  String get(String key) {
    Item item = items.get(key);
    return item == null ? "absent" : found(item);
  }

  String getIfMatches(String key, Version expected) {
    String conflict = items.containsKey(key) ? conflict(key, Precondition.matches(expected)) : null;
    return conflict == null ? get(key) : conflict;
  }

  String getIfChanged(String key, Version known) {
    Item item = items.get(key);
    return item != null && token(item.text()).equals(known.token()) ? "unchanged" : get(key);
  }

  static String stored(Item item) {
    return "stored " + token(item.text());
  }

  static String found(Item item) {
    return "found " + item + " at " + token(item.text());
  }

  private @Nullable String conflict(String key, Precondition precondition) {
    Item item = items.get(key);
    String now = item == null ? "gone" : "now at " + token(item.text());
    if (precondition instanceof Precondition.Absent) {
      return item == null ? null : "conflict, " + now;
    }
    if (precondition instanceof Precondition.Matches matches) {
      boolean holds = item != null && token(item.text()).equals(matches.version().token());
      return holds ? null : "conflict, " + now;
    }
    return null;
  }
}
