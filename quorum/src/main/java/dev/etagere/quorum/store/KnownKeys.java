package dev.etagere.quorum.store;

import dev.etagere.quorum.Known;
import dev.etagere.quorum.Reply;
import dev.etagere.quorum.Request;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of the keys used last, to spare the next write a read. Never an answer. Bounded in
 * keys and bytes; safe for use by many threads.
 */
final class KnownKeys {
  private static final int MOST_KEYS = 10_000;
  private static final long MOST_BYTES = 32 << 20;

  private final Map<String, Known> known = new LinkedHashMap<>(64, 0.75f, true);
  private long bytes;

  synchronized @Nullable Known of(String key) {
    return known.get(key);
  }

  synchronized void put(String key, Known now) {
    Known before = known.put(key, now);
    bytes += now.weight() - (before == null ? 0 : before.weight());
    var eldest = known.entrySet().iterator();
    while ((known.size() > MOST_KEYS || bytes > MOST_BYTES) && known.size() > 1) {
      bytes -= eldest.next().getValue().weight();
      eldest.remove();
    }
  }

  /** Of a request whose operation had its answer without it. */
  synchronized void later(String key, Request request, Reply reply) {
    Known now = known.get(key);
    if (now != null) {
      put(key, now.after(request, reply));
    }
  }
}
