package dev.etagere.contract;

import dev.etagere.core.AbsentException;
import dev.etagere.core.ConflictException;
import dev.etagere.core.Content;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.ObjectStore;
import dev.etagere.core.Precondition;
import dev.etagere.core.Refreshed;
import dev.etagere.core.Removal;
import dev.etagere.core.StoredObject;
import dev.etagere.core.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A store whose calls tell their outcome in the words of the {@link Model}. */
final class Modelled {
  private static final String MARK = "mark";

  private final ObjectStore store;
  private final List<Version> seen = new ArrayList<>();

  Modelled(ObjectStore store) {
    this.store = store;
    seen.add(Version.parse("0123456789abcdef0123456789abcdef"));
  }

  /** Every version that was ever written, the first of none. */
  List<Version> seen() {
    return seen;
  }

  String put(String key, Model.Item item, Precondition precondition) {
    return outcome(() -> stored(key, store.put(key, content(item), precondition)));
  }

  String copy(String from, String to, Precondition precondition) {
    return outcome(() -> stored(to, store.copy(from, to, precondition)));
  }

  /** A delete without precondition need not know whether there was an object. */
  String delete(String key, Precondition precondition, String otherwise) {
    return outcome(
        () -> {
          Removal removal = store.delete(key, precondition);
          return switch (removal) {
            case REMOVED -> "removed";
            case ALREADY_ABSENT -> "was absent";
            case UNDETERMINED -> precondition instanceof Precondition.None ? otherwise : "unsure";
          };
        });
  }

  String update(String key, Model.@Nullable Item initial, UnaryOperator<String> change) {
    UnaryOperator<Content> onContent = content -> text(content, change.apply(text(content)));
    return outcome(
        () ->
            stored(
                key,
                (initial == null
                        ? store.update(key, onContent)
                        : store.update(key, () -> content(initial), onContent))
                    .version()));
  }

  String get(String key) {
    return outcome(() -> found(store.get(key)));
  }

  String getIfMatches(String key, Version expected) {
    return outcome(() -> found(store.getIfMatches(key, expected)));
  }

  String getIfChanged(String key, Version known) {
    return outcome(
        () -> {
          Refreshed refreshed = store.getIfChanged(key, known);
          if (refreshed instanceof Refreshed.Unchanged) {
            return "unchanged";
          }
          return found(
              Optional.ofNullable(refreshed instanceof Refreshed.Changed c ? c.object() : null));
        });
  }

  private static String outcome(Supplier<String> call) {
    try {
      return call.get();
    } catch (ConflictException e) {
      String now = e.currentVersion().map(v -> "now at " + v.token()).orElse("now at another");
      return "conflict, " + (e.exists() ? now : "gone");
    } catch (AbsentException e) {
      return "absent";
    }
  }

  /** What a write returned is also what stands there, its ids included. */
  private String stored(String key, Version version) {
    seen.add(version);
    ObjectInfo there = store.head(key).orElseThrow();
    boolean same =
        there.version().equals(version) && there.version().lineage().equals(version.lineage());
    return "stored " + version.token() + (same ? "" : " but told another version");
  }

  private static String found(Optional<StoredObject> object) {
    return object
        .map(
            o ->
                "found "
                    + new Model.Item(
                        o.asString(), o.info().attributes().metadata().getOrDefault(MARK, "none"))
                    + " at "
                    + o.version().token())
        .orElse("absent");
  }

  private static Content content(Model.Item item) {
    return Content.text(item.text()).withMetadata(MARK, item.mark());
  }

  private static String text(Content content) {
    return content.body() instanceof dev.etagere.core.Body.Bytes bytes
        ? new String(bytes.bytes(), java.nio.charset.StandardCharsets.UTF_8)
        : "";
  }

  private static Content text(Content before, String text) {
    return Content.text(text).with(before.attributes());
  }
}
