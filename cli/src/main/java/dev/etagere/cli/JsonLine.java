package dev.etagere.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes JSON. Only this class knows Jackson, so that it is loaded only when JSON is asked for. */
final class JsonLine {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET, StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
          .build();

  private JsonLine() {}

  /**
   * Writes an object of strings, numbers, truth values, maps and {@code null}s, and ends the line.
   */
  static void write(OutputStream out, Map<String, ?> fields) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(out)) {
      object(json, fields);
      json.writeRaw('\n');
    }
  }

  private static void object(JsonGenerator json, Map<?, ?> fields) throws IOException {
    json.writeStartObject();
    for (Map.Entry<?, ?> field : fields.entrySet()) {
      json.writeFieldName(String.valueOf(field.getKey()));
      value(json, field.getValue());
    }
    json.writeEndObject();
  }

  private static void value(JsonGenerator json, @Nullable Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Map<?, ?> nested) {
      object(json, nested);
    } else if (value instanceof Iterable<?> several) {
      json.writeStartArray();
      for (Object each : several) {
        value(json, each);
      }
      json.writeEndArray();
    } else if (value instanceof Long number) {
      json.writeNumber(number);
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else {
      json.writeString(value.toString());
    }
  }
}
