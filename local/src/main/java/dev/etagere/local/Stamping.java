package dev.etagere.local;

import dev.etagere.core.Ambient;
import dev.etagere.core.Attributes;
import dev.etagere.core.Content;
import dev.etagere.core.Encryption;
import dev.etagere.core.Lineage;
import dev.etagere.core.ObjectInfo;
import dev.etagere.core.Version;
import dev.etagere.core.spi.Checksums;
import dev.etagere.core.spi.Stamp;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Between what the engine keeps beside an object and what the store tells of it. */
final class Stamping {
  private static final String UNTYPED = "application/octet-stream";

  private final Ambient ambient;

  Stamping(Ambient ambient) {
    this.ambient = ambient;
  }

  String newId() {
    return ambient.newWriteId();
  }

  /** What to keep beside new content, on top of what is there. */
  Headers of(Content content, CRC32C crc, @Nullable ObjectFacts current, String writeId) {
    Stamp stamp = new Stamp(lineage(current, writeId), Checksums.text(crc), 0);
    Attributes attributes = content.attributes();
    Encryption encryption = content.encryption();
    return Headers.builder()
        .contentType(attributes.contentType())
        .cacheControl(attributes.cacheControl())
        .contentEncoding(attributes.contentEncoding())
        .contentDisposition(attributes.contentDisposition())
        .contentLanguage(attributes.contentLanguage())
        .expires(attributes.expires())
        .metadata(stamp.addTo(attributes.metadata()))
        .acl(content.acl())
        .storageClass(content.storageClass())
        .encryption(encryption == null ? null : encryption.algorithm())
        .kmsKeyId(encryption == null ? null : encryption.keyId())
        .build();
  }

  /** The source's headers but its ACL, as at S3; the same bytes have the same checksum. */
  static Headers ofCopy(ObjectFacts source, @Nullable ObjectFacts current, String writeId) {
    Stamp old = of(source);
    Stamp stamp = new Stamp(lineage(current, writeId), old.checksum(), old.partSize());
    return source.headers().toBuilder()
        .acl(null)
        .metadata(stamp.addTo(Stamp.hide(source.headers().metadata())))
        .build();
  }

  private static Lineage lineage(@Nullable ObjectFacts current, String writeId) {
    return current == null ? Lineage.absent().plus(writeId) : Lineage.on(version(current), writeId);
  }

  static Stamp of(ObjectFacts facts) {
    return Stamp.in(facts.headers().metadata());
  }

  static Version version(ObjectFacts facts) {
    return Version.of(facts.etag(), of(facts).lineage());
  }

  /** As S3 lists it, which tells no metadata. */
  static Version listed(ObjectFacts facts) {
    return Version.of(facts.etag(), Lineage.unknown());
  }

  static ObjectInfo info(String key, ObjectFacts facts) {
    Headers headers = facts.headers();
    String type = headers.contentType();
    Attributes attributes =
        new Attributes(
            type == null ? UNTYPED : type,
            Stamp.hide(headers.metadata()),
            headers.cacheControl(),
            headers.contentEncoding(),
            headers.contentDisposition(),
            headers.contentLanguage(),
            headers.expires());
    return new ObjectInfo(
        key,
        version(facts),
        facts.size(),
        facts.lastModified(),
        attributes,
        "STANDARD".equals(headers.storageClass()) ? null : headers.storageClass(),
        Encryption.of(headers.encryption(), headers.kmsKeyId()));
  }
}
