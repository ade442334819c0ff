package dev.etagere.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.etagere.core.Ambient;
import dev.etagere.core.Attributes;
import dev.etagere.core.spi.Checksums;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegisterFormatTest {
  private static final Term FIRST = new Term(0, 0, Leader.home("eu-a"));
  private static final Term LATER = new Term(2, 17, Leader.client("x9_-Z"));

  private static Value value(Payload payload) {
    byte[] content = payload instanceof Payload.Inline inline ? inline.bytes() : new byte[3];
    Attributes attributes =
        new Attributes(
            "text/plain; charset=\"ü\"",
            Map.of("owner", "a b&c=d%\n", "x", "-"),
            "-",
            null,
            "attachment",
            "de, en",
            "Wed, 21 Oct 2026 07:28:00 GMT");
    return new Value(
        attributes,
        content.length,
        Checksums.crc32c(content),
        Instant.ofEpochMilli(1_732_800_000_123L),
        payload);
  }

  private static Register register(State.Kind kind, Payload payload) {
    Recent recent = Recent.of(List.of("c3", "b2"));
    Value value = kind == State.Kind.VALUE ? value(payload) : null;
    return new Register("eu-b", LATER, new State(FIRST, new Token(4, "d4"), recent, kind, value));
  }

  private static Payload inline(String text) {
    return new Payload.Inline(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @EnumSource(State.Kind.class)
  void decode_whatWasEncoded_isTheSame(State.Kind kind) {
    for (Payload payload :
        List.of(
            inline(""),
            inline("end 0\n\nend 1\n"),
            Payload.Missing.INSTANCE,
            new Payload.Blob("b/ü/1 2"))) {
      Register register = register(kind, payload);

      assertThat(RegisterFormat.decode(RegisterFormat.encode(register))).isEqualTo(register);
    }
  }

  @ParameterizedTest
  @EnumSource(State.Kind.class)
  void decode_whatWasEncodedWithAKeptPayload_isTheSame(State.Kind kind) {
    Payload.Inline below = new Payload.Inline(new byte[] {'\n', 0, -1});
    for (Kept kept : List.of(new Kept("c3", below), new Kept("c3", null))) {
      for (Payload payload : List.of(inline("hello"), Payload.Missing.INSTANCE)) {
        Register plain = register(kind, payload);
        State state = plain.state().keeping(kept);
        Register register = new Register(plain.location(), plain.promised(), state);

        assertThat(RegisterFormat.decode(RegisterFormat.encode(register))).isEqualTo(register);
      }
    }
  }

  @Test
  void decode_aKeptPayloadThatIsDamaged_isRefused() {
    Kept kept = new Kept("c3", new Payload.Inline(new byte[] {1, 2, 3}));
    Register plain = register(State.Kind.VALUE, inline("hello"));
    byte[] bytes =
        RegisterFormat.encode(
            new Register(plain.location(), plain.promised(), plain.state().keeping(kept)));
    bytes[bytes.length - 1]++;

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RegisterFormat.decode(bytes))
        .withMessageContaining("its payload is damaged");
  }

  @Test
  void decode_theStateBeforeTheFirstWrite_isTheSame() {
    Register register = new Register("eu-a", FIRST, State.initial(FIRST));

    assertThat(RegisterFormat.decode(RegisterFormat.encode(register))).isEqualTo(register);
  }

  @Test
  void encode_always_putsTheIdBeforeThePayload() {
    String text =
        new String(
            RegisterFormat.encode(register(State.Kind.VALUE, inline("hello"))),
            StandardCharsets.UTF_8);

    assertThat(text)
        .startsWith(
            """
            etagere-register 1
            location eu-b
            promised 2.17.c:x9_-Z
            term 0.0.h:eu-a
            seq 4
            id d4
            recent c3,b2
            kind value
            """)
        .endsWith("hello");
  }

  @Test
  void decode_anyByteChanged_isRejected() {
    byte[] bytes = RegisterFormat.encode(register(State.Kind.VALUE, inline("hello")));
    for (int i = 0; i < bytes.length; i++) {
      byte[] damaged = bytes.clone();
      damaged[i] ^= 1;

      assertThatIllegalArgumentException()
          .as("byte %d", i)
          .isThrownBy(() -> RegisterFormat.decode(damaged))
          .withMessageStartingWith("not a register object: ");
    }
  }

  @Test
  void decode_cutOffOrContinued_isRejected() {
    byte[] bytes = RegisterFormat.encode(register(State.Kind.VALUE, inline("hello")));
    for (int length = 0; length < bytes.length + 3; length++) {
      byte[] other = Arrays.copyOf(bytes, length);
      if (length != bytes.length) {
        assertThatIllegalArgumentException().isThrownBy(() -> RegisterFormat.decode(other));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello", "{}", "etagere-register", "etagere-register 2\n"})
  void decode_whatIsNotOurs_isRejected(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RegisterFormat.decode(text.getBytes(StandardCharsets.UTF_8)))
        .withMessageStartingWith("not a register object: ");
  }

  @Test
  void decode_newerFormat_saysUpgrade() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> RegisterFormat.decode("etagere-register 2\n".getBytes(StandardCharsets.US_ASCII)))
        .withMessageContaining("upgrade");
  }

  @Test
  void decode_randomBytes_neverThrowsAnythingElse() {
    long seed = Ambient.system().random().nextLong();
    System.out.println("seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    byte[] ours = RegisterFormat.encode(register(State.Kind.VALUE, inline("hello")));
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = ours.clone();
      for (int j = random.nextInt(8); j >= 0; j--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      if (!Arrays.equals(bytes, ours)) {
        assertThatIllegalArgumentException().isThrownBy(() -> RegisterFormat.decode(bytes));
      }
    }
  }

  @Test
  void encode_ofEachStateAtALocation_differs() {
    List<String> seen = new ArrayList<>();
    Register base = register(State.Kind.VALUE, inline("same"));
    State state = base.state();
    for (Register each :
        List.of(
            base,
            new Register(base.location(), LATER.outbid(Leader.home("eu-b")), state),
            new Register(base.location(), LATER, state.in(LATER)),
            new Register(base.location(), LATER, state.with(Payload.Missing.INSTANCE)),
            new Register("eu-c", LATER, state))) {
      seen.add(Checksums.crc32c(RegisterFormat.encode(each)));
    }

    assertThat(seen).doesNotHaveDuplicates();
  }
}
