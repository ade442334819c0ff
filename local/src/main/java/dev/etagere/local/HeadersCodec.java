package dev.etagere.local;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Headers as bytes in the database: what there is, each value with its length. */
final class HeadersCodec {
  private HeadersCodec() {}

  static byte[] encode(Headers headers) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(96);
      DataOutputStream out = new DataOutputStream(bytes);
      write(out, headers.contentType());
      write(out, headers.cacheControl());
      write(out, headers.contentDisposition());
      write(out, headers.contentEncoding());
      write(out, headers.contentLanguage());
      write(out, headers.expires());
      write(out, headers.acl());
      write(out, headers.storageClass());
      write(out, headers.encryption());
      write(out, headers.kmsKeyId());
      out.writeShort(headers.metadata().size());
      for (Map.Entry<String, String> entry : headers.metadata().entrySet()) {
        write(out, entry.getKey());
        write(out, entry.getValue());
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Headers decode(byte[] bytes) {
    try {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
      Headers.Builder headers =
          Headers.builder()
              .contentType(read(in))
              .cacheControl(read(in))
              .contentDisposition(read(in))
              .contentEncoding(read(in))
              .contentLanguage(read(in))
              .expires(read(in))
              .acl(read(in))
              .storageClass(read(in))
              .encryption(read(in))
              .kmsKeyId(read(in));
      return headers.metadata(readMetadata(in)).build();
    } catch (IOException e) {
      throw new EngineException(ErrorCode.CORRUPT, "the headers of an object are damaged", e);
    }
  }

  private static Map<String, String> readMetadata(DataInputStream in) throws IOException {
    Map<String, String> metadata = new TreeMap<>();
    for (int left = in.readUnsignedShort(); left > 0; left--) {
      String name = read(in);
      String value = read(in);
      if (name == null || value == null) {
        throw new IOException("a name or value of the metadata is missing");
      }
      metadata.put(name, value);
    }
    return metadata;
  }

  private static void write(DataOutputStream out, @Nullable String value) throws IOException {
    if (value == null) {
      out.writeInt(-1);
      return;
    }
    byte[] bytes = Utf8.bytes(value);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static @Nullable String read(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      return null;
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("a value is cut off");
    }
    return Utf8.text(bytes);
  }
}
