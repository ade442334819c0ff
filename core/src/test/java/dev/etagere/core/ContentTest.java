package dev.etagere.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTest {
  @Test
  void of_eachKind_hasItsDefaultType() {
    assertThat(Content.of("x").attributes().contentType()).isEqualTo("application/json");
    assertThat(Content.json("{}").attributes().contentType()).isEqualTo("application/json");
    assertThat(Content.text("x").attributes().contentType()).isEqualTo("text/plain; charset=utf-8");
    assertThat(Content.of(new byte[1]).attributes().contentType())
        .isEqualTo("application/octet-stream");
    assertThat(Content.stream(InputStream.nullInputStream()).attributes().contentType())
        .isEqualTo("application/octet-stream");
  }

  @Test
  void of_text_isUtf8() throws IOException {
    assertThat(Content.of("ümlaut").body().open().readAllBytes())
        .isEqualTo("ümlaut".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void withX_each_keepsTheRest() {
    Content content =
        Content.of("x")
            .as("text/x")
            .withMetadata("a", "1")
            .withMetadata("B", "2")
            .withAcl("public-read")
            .withStorageClass("STANDARD_IA")
            .withEncryption(Encryption.kms("key"));

    assertThat(content.attributes().contentType()).isEqualTo("text/x");
    assertThat(content.attributes().metadata()).isEqualTo(Map.of("a", "1", "b", "2"));
    assertThat(content.acl()).isEqualTo("public-read");
    assertThat(content.storageClass()).isEqualTo("STANDARD_IA");
    assertThat(content.encryption()).isEqualTo(Encryption.kms("key"));
    assertThat(content.withMetadata(Map.of()).acl()).isEqualTo("public-read");
    assertThat(content.withMetadata("A", "3").attributes().metadata()).containsEntry("a", "3");
  }

  @Test
  void stream_openedTwice_isRefused() throws IOException {
    Body body = Content.stream(new ByteArrayInputStream(new byte[1]), 1).body();
    assertThat(body.length()).isEqualTo(1);
    body.open();

    assertThatThrownBy(body::open).isInstanceOf(IOException.class).hasMessageContaining("once");
  }

  @Test
  void stream_negativeLength_isRefused() {
    InputStream stream = InputStream.nullInputStream();

    assertThatThrownBy(() -> Content.stream(stream, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "with space", "ümlaut", "a:b", "a/b", "line\nbreak", "semi;colon"})
  void withMetadata_nameNoHeaderCanBe_isRefused(String name) {
    assertThatThrownBy(() -> Content.of("x").withMetadata(name, "v"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("metadata name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {" leading", "trailing ", "\t", "line\nbreak", "a\r\nx-amz-acl: public", "ä"})
  void withMetadata_valueNoHeaderCanBe_isRefused(String value) {
    assertThatThrownBy(() -> Content.of("x").withMetadata("n", value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'n'")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("public"));
  }

  @Test
  void with_headerThatIsNoHeader_isRefused() {
    Content content = Content.of("x");

    assertThatThrownBy(() -> content.as("text/x\r\nx: y"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("content type");
    for (Attributes bad :
        new Attributes[] {
          new Attributes("t", Map.of(), "\n", null, null),
          new Attributes("t", Map.of(), null, "\n", null),
          new Attributes("t", Map.of(), null, null, "\n"),
          Attributes.ofType("t").withContentLanguage("\n"),
          Attributes.ofType("t").withExpires("\n")
        }) {
      assertThatThrownBy(() -> content.with(bad)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void withMetadata_upToTheLimit_fitsAndOneMoreDoesNot() {
    String half = "v".repeat(Attributes.MAX_METADATA_BYTES / 2 - 1);
    Content full = Content.of("x").withMetadata(Map.of("a", half, "b", half));

    assertThat(full.attributes().metadata()).hasSize(2);
    assertThatThrownBy(() -> full.withMetadata("b", half + "v"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.valueOf(Attributes.MAX_METADATA_BYTES));
  }

  @Test
  void attributes_sameNameTwiceButForCase_isRefused() {
    assertThatThrownBy(
            () -> new Attributes("t", Map.of("Name", "1", "name", "2"), null, null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("twice");
  }

  @Test
  void attributes_metadata_cannotBeChanged() {
    Map<String, String> metadata = Attributes.ofType("t").withMetadata("a", "b").metadata();

    assertThatThrownBy(() -> metadata.put("c", "d"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void byteRange_oddNumbers_areRefusedOrSaturate() {
    assertThatThrownBy(() -> new ByteRange(-1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ByteRange(0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThat(new ByteRange(5, 3).lastByte()).isEqualTo(7);
    assertThat(ByteRange.from(5).lastByte()).isEqualTo(Long.MAX_VALUE);
    assertThat(new ByteRange(Long.MAX_VALUE, 1).lastByte()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void listQuery_pageSizeOrDelimiterOutOfRange_isRefused() {
    assertThatThrownBy(() -> ListQuery.all().withPageSize(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ListQuery.all().withPageSize(1_001))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ListQuery.all().withDelimiter(""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void withBody_allElse_staysTheSame() {
    Content content =
        Content.of("1")
            .as("t")
            .withAcl("private")
            .withStorageClass("STANDARD_IA")
            .withEncryption(Encryption.kms("key"));

    Content other = content.withBody(Content.of("2").body());

    assertThat(((Body.Bytes) other.body()).bytes()).isEqualTo(new byte[] {'2'});
    assertThat(other.attributes()).isEqualTo(content.attributes());
    assertThat(other.acl()).isEqualTo("private");
    assertThat(other.storageClass()).isEqualTo("STANDARD_IA");
    assertThat(other.encryption()).isEqualTo(Encryption.kms("key"));
  }

  @Test
  void encryption_namesOfS3_areThereAndBack() {
    for (Encryption each :
        new Encryption[] {
          Encryption.s3(),
          Encryption.kms(null),
          Encryption.kms("key"),
          Encryption.kmsInTwoLayers("key")
        }) {
      assertThat(Encryption.of(each.algorithm(), each.keyId())).isEqualTo(each);
    }
    assertThat(Encryption.of(null, null)).isNull();
    assertThat(Encryption.of("aws:fsx", null)).isNull();
  }
}
