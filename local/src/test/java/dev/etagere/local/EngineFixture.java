package dev.etagere.local;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** An open engine with one bucket. */
abstract class EngineFixture {
  static final String BUCKET = "shelf";
  static final ReadIf ALWAYS = ReadIf.always();

  @Parameter Kind kind;
  @TempDir Path directory;
  LocalEngine engine;

  @BeforeEach
  void open() {
    engine = kind.open(directory);
    engine.createBucket(BUCKET);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  ObjectFacts put(String key, byte[] bytes) {
    return put(key, bytes, If.none());
  }

  ObjectFacts put(String key, String text) {
    return put(key, text.getBytes(StandardCharsets.UTF_8));
  }

  ObjectFacts put(String key, String text, If condition) {
    return put(key, text.getBytes(StandardCharsets.UTF_8), condition);
  }

  ObjectFacts put(String key, byte[] bytes, If condition) {
    return put(key, bytes, PutRequest.of(Headers.none()).onlyIf(condition));
  }

  ObjectFacts put(String key, byte[] bytes, PutRequest request) {
    try {
      return engine.put(BUCKET, key, new ByteArrayInputStream(bytes), request);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] get(String key) {
    return get(key, null);
  }

  byte[] get(String key, Range range) {
    try (OpenedObject opened = engine.get(BUCKET, key, ALWAYS, range)) {
      return opened.body().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String text(String key) {
    return new String(get(key), StandardCharsets.UTF_8);
  }

  static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The code of the exception thrown, so that a test names it. */
  static ErrorCode codeOf(ThrowingCallable call) {
    EngineException thrown = catchThrowableOfType(EngineException.class, call);
    return thrown == null ? null : thrown.code();
  }

  static byte[] random(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
