package dev.etagere.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etagere.core.Content;
import dev.etagere.core.ListQuery;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keys of every shape. */
abstract sealed class KeyContract extends LargeContract permits StoreContract {
  @Test
  void keys_ofEveryShape_roundTripAndList() {
    List<String> names =
        List.of(
            "a",
            "a/b",
            "a//b",
            "a/./b",
            "a/../b",
            "..",
            ".",
            "x y",
            "x+y",
            "x%20y",
            "x%2Fy",
            "ümlaut",
            "日本語",
            "😀",
            "a&b<c>\"d'",
            "q?r#s",
            "back\\slash",
            "~tilde",
            "c:d@e;f=g,h",
            "k".repeat(200));
    names.forEach(name -> store.create(key("keys/" + name), Content.text("value of " + name)));

    names.forEach(name -> assertThat(text("keys/" + name)).as(name).isEqualTo("value of " + name));
    List<String> expected = new ArrayList<>(names.stream().map(n -> key("keys/" + n)).toList());
    expected.sort(
        Comparator.comparing(k -> k.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned));
    assertThat(names(ListQuery.under(key("keys/")).withPageSize(3)))
        .containsExactlyElementsOf(expected);
    names.forEach(name -> store.delete(key("keys/" + name)));
    assertThat(names(ListQuery.under(key("keys/")))).isEmpty();
  }

  @Test
  void keys_thatCannotBe_areRefusedWithTheReason() {
    Content content = Content.of("x");
    assertThatThrownBy(() -> store.get(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("empty key");
    assertThatThrownBy(() -> store.put("k".repeat(1_025), content))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1024");
    assertThatThrownBy(() -> store.put("ä".repeat(513), content))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.put("line\nbreak", content))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("control");
    assertThatThrownBy(() -> store.put("half \ud83d", content))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.delete("")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keys_ofFullLength_work() {
    String longest = key("") + "k".repeat(1_000 - key("").length());

    store.create(longest, Content.of("1"));

    assertThat(store.get(longest)).isPresent();
  }
}
