package dev.etagere.quorum;

import dev.etagere.core.Attributes;
import dev.etagere.core.spi.Checksums;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a register object, which say all there is to say: nothing of the protocol rides in
 * the object's metadata, which an ETag does not cover.
 *
 * <p>Lines of text ({@code name value}), always all and in this order, then the payload if it is
 * inline, then the payload that is kept:
 *
 * <pre>
 * etagere-register 1
 * location eu-a
 * promised 0.1.h:eu-b        epoch, round, leader
 * term 0.0.h:eu-a
 * seq 7
 * id 4fQz0aXk2Lw
 * recent 8sJ...,Zk0...       newest first, at most 32
 * kind value                 or tombstone, absent
 * type text%2Fplain          these only with a value; percent-encoded
 * cache-control -            - for none
 * content-encoding -
 * content-disposition -
 * content-language -
 * expires -
 * metadata owner=me&amp;x=y
 * size 5
 * checksum 9a71bb4c          CRC-32C of the payload
 * modified 1732800000000     milliseconds since 1970, by the writer's clock
 * payload inline             or missing (a witness; a hollow copy), or blob NAME
 * kept 8sJ... 5 7c02d1aa     these bytes follow the payload: id, size, CRC-32C; - for none,
 *                            "8sJ... -" for one that was not to be seen
 * end 1b2c3d4e               CRC-32C of everything above
 * </pre>
 *
 * <p>Thread-safe.
 */
public final class RegisterFormat {
  private static final String MAGIC = "etagere-register";
  private static final String VERSION = "1";
  private static final String NONE = "-";

  private RegisterFormat() {}

  /** The bytes of a register. */
  public static byte[] encode(Register register) {
    State state = register.state();
    StringBuilder text = new StringBuilder(512);
    line(text, MAGIC, VERSION);
    line(text, "location", register.location());
    line(text, "promised", register.promised().toString());
    line(text, "term", state.term().toString());
    line(text, "seq", Long.toString(state.seq()));
    line(text, "id", state.id());
    line(text, "recent", state.recent().toString());
    line(text, "kind", kindName(state.kind()));
    Payload payload = Payload.Missing.INSTANCE;
    if (state.value() != null) {
      payload = state.value().payload();
      encode(text, state.value());
    }
    byte[] kept = keptBytes(state.kept());
    line(text, "kept", state.kept() == null ? NONE : keptLine(state.kept(), kept));
    byte[] head = text.toString().getBytes(StandardCharsets.US_ASCII);
    byte[] end = ("end " + Checksums.crc32c(head) + "\n").getBytes(StandardCharsets.US_ASCII);
    byte[] tail = payload instanceof Payload.Inline inline ? inline.bytes() : new byte[0];
    byte[] all = Arrays.copyOf(head, head.length + end.length + tail.length + kept.length);
    System.arraycopy(end, 0, all, head.length, end.length);
    System.arraycopy(tail, 0, all, head.length + end.length, tail.length);
    System.arraycopy(kept, 0, all, all.length - kept.length, kept.length);
    return all;
  }

  private static byte[] keptBytes(@Nullable Kept kept) {
    return kept == null || kept.payload() == null ? new byte[0] : kept.payload().bytes();
  }

  private static String keptLine(Kept kept, byte[] bytes) {
    String what = kept.payload() == null ? NONE : bytes.length + " " + Checksums.crc32c(bytes);
    return kept.id() + " " + what;
  }

  private static void encode(StringBuilder text, Value value) {
    Attributes attributes = value.attributes();
    line(text, "type", encode(attributes.contentType()));
    line(text, "cache-control", encode(attributes.cacheControl()));
    line(text, "content-encoding", encode(attributes.contentEncoding()));
    line(text, "content-disposition", encode(attributes.contentDisposition()));
    line(text, "content-language", encode(attributes.contentLanguage()));
    line(text, "expires", encode(attributes.expires()));
    StringBuilder pairs = new StringBuilder();
    attributes
        .metadata()
        .forEach(
            (name, each) ->
                pairs
                    .append(pairs.isEmpty() ? "" : "&")
                    .append(encode(name))
                    .append('=')
                    .append(encode(each)));
    line(text, "metadata", pairs.toString());
    line(text, "size", Long.toString(value.size()));
    line(text, "checksum", value.checksum());
    line(text, "modified", Long.toString(value.modified().toEpochMilli()));
    Payload payload = value.payload();
    String where =
        payload instanceof Payload.Blob blob
            ? "blob " + encode(blob.name())
            : payload instanceof Payload.Inline ? "inline" : "missing";
    line(text, "payload", where);
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException if it is not a register object, is damaged, or is of a format
   *     that this version does not know: then nothing at that location may be trusted or replaced
   *     for this key, and somebody has to find out who wrote it
   */
  public static Register decode(byte[] bytes) {
    try {
      return new Reader(bytes).register();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a register object: " + e.getMessage(), e);
    }
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(name).append(' ').append(value).append('\n');
  }

  private static String kindName(State.Kind kind) {
    return switch (kind) {
      case VALUE -> "value";
      case TOMBSTONE -> "tombstone";
      case ABSENT -> "absent";
    };
  }

  private static String encode(@Nullable String text) {
    return text == null
        ? NONE
        : text.equals(NONE) ? "%2D" : URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Reads line after line; anything unexpected is an {@link IllegalArgumentException}. */
  private static final class Reader {
    private final byte[] bytes;
    private int at;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    Register register() {
      String version = line(MAGIC);
      if (!version.equals(VERSION)) {
        throw new IllegalArgumentException(
            "its format is " + version + " and this release knows " + VERSION + "; upgrade");
      }
      String location = line("location");
      Term promised = Term.parse(line("promised"));
      Term term = Term.parse(line("term"));
      long seq = number(line("seq"));
      Token token = new Token(seq, line("id"));
      String ids = line("recent");
      Recent recent = ids.isEmpty() ? Recent.NONE : Recent.of(List.of(ids.split(",", -1)));
      State.Kind kind = kind(line("kind"));
      Value value = kind == State.Kind.VALUE ? value() : null;
      String[] kept = line("kept").split(" ", -1);
      int head = at;
      require(
          line("end").equals(Checksums.crc32c(Arrays.copyOf(bytes, head))), "its head is damaged");
      Value whole = value == null ? null : withPayload(value);
      State state = new State(term, token, recent, kind, whole, kept(kept));
      require(at == bytes.length, "there is something after its end");
      require(promised.compareTo(term) >= 0, "it promises less than it holds");
      require(recent.size() <= Math.max(0, seq - 1), "it remembers more writes than there were");
      return new Register(location, promised, state);
    }

    private Value value() {
      Attributes attributes =
          new Attributes(
              decoded(line("type")),
              Map.of(),
              optional(line("cache-control")),
              optional(line("content-encoding")),
              optional(line("content-disposition")),
              optional(line("content-language")),
              optional(line("expires")));
      Map<String, String> metadata = new TreeMap<>();
      String pairs = line("metadata");
      for (String pair : pairs.isEmpty() ? new String[0] : pairs.split("&", -1)) {
        int equals = pair.indexOf('=');
        require(equals > 0, "a name of its metadata has no value");
        metadata.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
      }
      long size = number(line("size"));
      String checksum = line("checksum");
      Instant modified = Instant.ofEpochMilli(number(line("modified")));
      return new Value(
          attributes.withMetadata(metadata), size, checksum, modified, payload(line("payload")));
    }

    private static Payload payload(String where) {
      if (where.startsWith("blob ")) {
        return new Payload.Blob(decoded(where.substring(5)));
      }
      require(where.equals("inline") || where.equals("missing"), "its payload is nowhere");
      // The bytes follow once the head is known to be whole.
      return where.equals("missing") ? Payload.Missing.INSTANCE : new Payload.Inline(new byte[0]);
    }

    private Value withPayload(Value value) {
      if (!(value.payload() instanceof Payload.Inline)) {
        return value;
      }
      return value.with(new Payload.Inline(content(value.size(), value.checksum())));
    }

    private @Nullable Kept kept(String[] parts) {
      if (parts[0].equals(NONE)) {
        return null;
      }
      String id = new Token(0, parts[0]).id();
      if (parts.length == 2 && parts[1].equals(NONE)) {
        return new Kept(id, null);
      }
      require(parts.length == 3, "what it keeps has no size or no checksum");
      return new Kept(id, new Payload.Inline(content(number(parts[1]), parts[2])));
    }

    private byte[] content(long size, String checksum) {
      require(size <= bytes.length - at, "its payload is damaged");
      byte[] content = Arrays.copyOfRange(bytes, at, at + (int) size);
      at += (int) size;
      require(Checksums.crc32c(content).equals(checksum), "its payload is damaged");
      return content;
    }

    private String line(String name) {
      int end = at;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      String line = new String(bytes, at, end - at, StandardCharsets.US_ASCII);
      require(end < bytes.length && line.startsWith(name + " "), "it has no line '" + name + "'");
      at = end + 1;
      return line.substring(name.length() + 1);
    }

    private static State.Kind kind(String name) {
      for (State.Kind kind : State.Kind.values()) {
        if (kindName(kind).equals(name)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("it is neither value nor tombstone nor absent");
    }

    private static long number(String text) {
      require(text.matches("[0-9]{1,18}"), "a number in it is none");
      return Long.parseLong(text);
    }

    private static @Nullable String optional(String encoded) {
      return encoded.equals(NONE) ? null : decoded(encoded);
    }

    private static String decoded(String encoded) {
      return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
    }

    private static void require(boolean holds, String otherwise) {
      if (!holds) {
        throw new IllegalArgumentException(otherwise);
      }
    }
  }
}
