package dev.etagere.jackson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.etagere.core.Codec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JacksonCodecTest {
  private static final Codec<Settings> SETTINGS = JacksonCodec.of(Settings.class);

  record Settings(String theme, int size, List<Entry> entries) {}

  record Entry(String name, Instant at) {}

  record Times(Instant instant, LocalDate date, Duration length, ZonedDateTime zoned) {}

  record Positive(int number) {
    Positive {
      if (number < 0) {
        throw new IllegalArgumentException("negative: " + number);
      }
    }
  }

  /** Its properties stand in no order at all. */
  static final class Bean {
    public int zebra = 1;
    public int apple = 2;
    public int mango = 3;
  }

  @Test
  void encodeAndDecode_record_givesItBack() {
    Settings settings =
        new Settings("dark ü", 7, List.of(new Entry("a", Instant.parse("2026-01-02T03:04:05Z"))));

    byte[] bytes = SETTINGS.encode(settings);

    assertThat(bytes)
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(
            "{\"entries\":[{\"at\":\"2026-01-02T03:04:05Z\",\"name\":\"a\"}],"
                + "\"size\":7,\"theme\":\"dark ü\"}");
    assertThat(SETTINGS.decode(bytes)).isEqualTo(settings);
    assertThat(SETTINGS.contentType()).isEqualTo("application/json");
  }

  @Test
  void encodeAndDecode_anyText_givesItBack() {
    JacksonCodec<String> codec = JacksonCodec.of(String.class);

    for (String text : List.of("", "\u0000", "\"", "\\", "日本 😀", "\u2028")) {
      assertThat(codec.decode(codec.encode(text))).isEqualTo(text);
    }
  }

  @Test
  void encodeAndDecode_javaTime_isTextAndGivesItBack() {
    Times times =
        new Times(
            Instant.parse("2026-01-02T03:04:05.123456789Z"),
            LocalDate.of(2026, 1, 2),
            Duration.ofSeconds(90),
            ZonedDateTime.of(2026, 1, 2, 3, 4, 5, 0, ZoneOffset.UTC));
    JacksonCodec<Times> codec = JacksonCodec.of(Times.class);

    byte[] bytes = codec.encode(times);

    assertThat(text(bytes)).contains("\"2026-01-02T03:04:05.123456789Z\"", "\"2026-01-02\"");
    assertThat(codec.decode(bytes)).isEqualTo(times);
  }

  @Test
  void of_typeReference_keepsTheParameters() {
    JacksonCodec<Map<String, List<Entry>>> codec = JacksonCodec.of(new TypeReference<>() {});
    Map<String, List<Entry>> value = Map.of("k", List.of(new Entry("n", Instant.EPOCH)));

    Map<String, List<Entry>> decoded = codec.decode(codec.encode(value));

    assertThat(decoded).isEqualTo(value);
    assertThat(decoded.get("k").get(0)).isInstanceOf(Entry.class);
  }

  @Test
  void of_jsonNode_worksWithNullInside() {
    JacksonCodec<JsonNode> codec = JacksonCodec.of(JsonNode.class);

    JsonNode node = codec.decode(bytes("{\"b\":null,\"a\":[1,2.50]}"));

    assertThat(node.get("a").get(0).intValue()).isEqualTo(1);
    assertThat(codec.decode(codec.encode(node))).isEqualTo(node);
  }

  @Test
  void of_callersMapper_isUsed() {
    ObjectMapper snake =
        new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

    assertThat(text(JacksonCodec.of(TwoWords.class, snake).encode(new TwoWords(1))))
        .isEqualTo("{\"two_words\":1}");
  }

  record TwoWords(int twoWords) {}

  @ParameterizedTest
  @ValueSource(longs = {71, 72, 73})
  void encode_equalMaps_giveEqualBytes(long seed) {
    JacksonCodec<Map<String, Integer>> codec = JacksonCodec.of(new TypeReference<>() {});
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      keys.add("key " + i);
    }
    Random random = new Random(seed);
    Map<String, Integer> one = new LinkedHashMap<>();
    Map<String, Integer> other = new LinkedHashMap<>();
    Collections.shuffle(keys, random);
    keys.forEach(k -> one.put(k, k.length()));
    Collections.shuffle(keys, random);
    keys.forEach(k -> other.put(k, k.length()));

    assertThat(one).isEqualTo(other);
    assertThat(codec.encode(one)).as("seed %d", seed).isEqualTo(codec.encode(other));
  }

  @Test
  void encode_bean_sortsItsProperties() {
    assertThat(text(JacksonCodec.of(Bean.class).encode(new Bean())))
        .isEqualTo("{\"apple\":2,\"mango\":3,\"zebra\":1}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"theme\":\"hunter2\",\"size\":1,\"entries\":[],\"hunter2\":1}", // unknown property
        "{\"theme\":\"x\",\"size\":1,\"entries\":[]} hunter2", // trailing text
        "{\"theme\":\"x\",\"size\":1,\"entries\":[]}{}", // a second value
        "{\"theme\":\"x\",\"size\":\"hunter2\",\"entries\":[]}", // another type
        "{\"theme\":\"x\",\"size\":1,\"entries\":[{\"name\":\"n\",\"at\":\"hunter2\"}]}",
        "{\"theme\":\"hunter2", // broken off
        "hunter2",
        "",
        "   ",
        "[]",
        "null"
      })
  void decode_bytesThatDoNotFit_isRefusedWithoutShowingThem(String json) {
    assertThatThrownBy(() -> SETTINGS.decode(bytes(json)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Settings")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"))
        .hasNoCause();
  }

  @Test
  void decode_wrongValueDeepInside_saysWhere() {
    String json =
        "{\"theme\":\"x\",\"size\":1,\"entries\":[{\"name\":\"n\",\"at\":\"1970-01-01T00:00:00Z\"},\n"
            + "{\"name\":\"n\",\"at\":\"no time\"}]}";

    assertThatThrownBy(() -> SETTINGS.decode(bytes(json)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining(".entries[1].at");
  }

  @Test
  void decode_wrongValueInAMap_doesNotShowItsKey() {
    JacksonCodec<Map<String, Integer>> codec = JacksonCodec.of(new TypeReference<>() {});

    assertThatThrownBy(() -> codec.decode(bytes("{\"alice@example.com\":\"x\"}")))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("alice"));
  }

  @Test
  void decode_recordThatRefusesTheValue_isRefusedWithoutShowingIt() {
    JacksonCodec<Positive> codec = JacksonCodec.of(Positive.class);

    assertThatThrownBy(() -> codec.decode(bytes("{\"number\":-4711}")))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("4711"));
  }

  @ParameterizedTest
  @ValueSource(longs = {81, 82, 83})
  void decode_anyBytes_isAValueOrRefused(long seed) {
    Random random = new Random(seed);
    byte[] utf32 = {0, 0, 0, '"', 0x7f, -1, -1, -1};
    byte[] badUtf8 = {'"', (byte) 0xff, '"'};
    List<byte[]> all = new ArrayList<>(List.of(utf32, badUtf8));
    for (int i = 0; i < 300; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      all.add(bytes);
    }

    for (byte[] bytes : all) {
      assertThatThrownBy(() -> SETTINGS.decode(bytes))
          .as("seed %d", seed)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void encode_null_isRefused() {
    assertThatThrownBy(() -> SETTINGS.encode(null)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void encode_valueThatCannotBeWritten_isRefusedWithoutShowingIt() {
    JacksonCodec<Unwritable> codec = JacksonCodec.of(Unwritable.class);

    assertThatThrownBy(() -> codec.encode(new Unwritable()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be written")
        .hasMessageContaining(".secret")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
  }

  static final class Unwritable {
    @SuppressWarnings("DoNotCallSuggester") // Jackson calls it
    public String getSecret() {
      throw new IllegalStateException("hunter2");
    }
  }

  @Test
  void decode_missingAndNullProperties_areNullAsInAnyRecord() {
    Settings settings = SETTINGS.decode(bytes("{\"size\":1}"));

    assertThat(Optional.ofNullable(settings.theme())).isEmpty();
    assertThat(settings.size()).isEqualTo(1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
