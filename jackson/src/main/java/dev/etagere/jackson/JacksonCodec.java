package dev.etagere.jackson;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.etagere.core.Codec;
import java.io.IOException;

/**
 * Values as JSON. Records, beans, collections and {@link com.fasterxml.jackson.databind.JsonNode}
 * work; properties and map entries are written in alphabetical order, so that equal values give
 * equal bytes; a property the type does not know, or text after the value, is an error, since
 * writing the value back would lose it. Give your own mapper for anything else.
 *
 * <p>Error messages name the place in the value, never its content. Safe for use by many threads.
 *
 * @param <T> the type of the values
 */
public final class JacksonCodec<T> implements Codec<T> {
  private static final ObjectMapper DEFAULT =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .findAndAddModules()
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  private final ObjectMapper mapper;
  private final JavaType type;

  private JacksonCodec(ObjectMapper mapper, JavaType type) {
    this.mapper = mapper;
    this.type = type;
  }

  /** Values of a class, such as a record. */
  public static <T> JacksonCodec<T> of(Class<T> type) {
    return of(type, DEFAULT);
  }

  /** Values of a type with parameters: {@code of(new TypeReference<List<Entry>>() {})}. */
  public static <T> JacksonCodec<T> of(TypeReference<T> type) {
    return new JacksonCodec<>(DEFAULT, DEFAULT.constructType(type));
  }

  /** Values of a class, through the caller's mapper. */
  public static <T> JacksonCodec<T> of(Class<T> type, ObjectMapper mapper) {
    return new JacksonCodec<>(mapper, mapper.constructType(type));
  }

  @Override
  public String contentType() {
    return "application/json";
  }

  @Override
  public byte[] encode(T value) {
    try {
      return mapper.writerFor(type).writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw misfit("cannot be written as JSON", e);
    }
  }

  @Override
  public T decode(byte[] bytes) {
    try {
      T value = mapper.readerFor(type).readValue(bytes);
      if (value == null) {
        throw new IllegalArgumentException(
            "JSON null where a " + type.toCanonical() + " is needed");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw misfit("is not JSON of that type", e);
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory cannot fail to be read", e);
    }
  }

  /** Says where, but neither what stands there nor Jackson's own message, which quotes it. */
  @SuppressWarnings("UnusedException") // its message holds the content
  private IllegalArgumentException misfit(String what, JsonProcessingException e) {
    String path = e instanceof JsonMappingException m ? m.getPathReference() : "";
    String line =
        e.getLocation() == null
            ? ""
            : " at line "
                + e.getLocation().getLineNr()
                + ", column "
                + e.getLocation().getColumnNr();
    return new IllegalArgumentException(
        "it "
            + what
            + " ("
            + type.toCanonical()
            + line
            + (path.isEmpty() ? "" : ", " + path)
            + ")");
  }
}
