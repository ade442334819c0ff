package dev.etagere.jackson;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.PropertyBindingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.etagere.core.Codec;
import java.io.IOException;
import java.util.Map;

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
    if (value == null) {
      throw new IllegalArgumentException("null cannot be stored as a " + type.toCanonical());
    }
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
    } catch (IOException e) {
      throw misfit("is not JSON of that type", e);
    }
  }

  /** Says where, but neither what stands there nor Jackson's own message, which quotes it. */
  @SuppressWarnings("UnusedException") // its message holds the content
  private IllegalArgumentException misfit(String what, IOException e) {
    JsonLocation at = e instanceof JsonProcessingException p ? p.getLocation() : null;
    String line = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    String path = e instanceof JsonMappingException m ? path(m) : "";
    return new IllegalArgumentException(
        "it "
            + what
            + " ("
            + type.toCanonical()
            + line
            + (path.isEmpty() ? "" : ", " + path)
            + ")");
  }

  /** The type's own names and numbers of entries; keys of maps and unknown names are content. */
  private static String path(JsonMappingException e) {
    if (e instanceof PropertyBindingException) {
      return "a property it does not know";
    }
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference at : e.getPath()) {
      if (at.getFieldName() == null) {
        path.append('[').append(at.getIndex()).append(']');
      } else if (at.getFrom() instanceof Map) {
        path.append("[a key]");
      } else {
        path.append('.').append(at.getFieldName());
      }
    }
    return path.toString();
  }
}
