package dev.etagere.cli;

import dev.etagere.core.Freshness;
import dev.etagere.core.ObjectInfo;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a JSON line, in their order. Names and meaning stay: scripts read them. */
final class Fields {
  private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

  private Fields() {}

  static Fields of(String name, @Nullable Object value) {
    return new Fields().and(name, value);
  }

  static Fields of(ObjectInfo info) {
    return of("key", info.key())
        .and("version", info.version().toString())
        .and("size", info.size())
        .and("lastModified", info.lastModified().toString())
        .and("contentType", info.attributes().contentType())
        .and("metadata", info.attributes().metadata())
        .andStale(info.freshness());
  }

  /** The location of what may be stale; nothing of what is current. */
  Fields andStale(Freshness freshness) {
    return freshness instanceof Freshness.PossiblyStale stale
        ? and("stale", stale.location().toString())
        : this;
  }

  Fields and(String name, @Nullable Object value) {
    fields.put(name, value);
    return this;
  }

  Map<String, @Nullable Object> map() {
    return fields;
  }
}
