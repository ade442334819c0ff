package dev.etagere.local.server.awssdk;

import dev.etagere.local.ListRequest;
import dev.etagere.local.ListedPage;
import dev.etagere.local.ListedVersion;
import dev.etagere.local.ObjectFacts;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The answer to ListObjectVersions. */
final class VersionsXml {
  private VersionsXml() {}

  static String of(
      String bucket, ListRequest asked, ListedPage<ListedVersion> page, boolean encoded) {
    UnaryOperator<String> name = encoded ? Xml::url : UnaryOperator.identity();
    Xml xml =
        new Xml("ListVersionsResult")
            .element("Name", bucket)
            .element("Prefix", name.apply(asked.prefix()))
            .element("KeyMarker", name.apply(orEmpty(asked.startAfter())))
            .element("VersionIdMarker", orEmpty(asked.startAfterUpload()))
            .element("MaxKeys", asked.maxKeys())
            .element("IsTruncated", page.truncated());
    if (!asked.delimiter().isEmpty()) {
      xml.element("Delimiter", name.apply(asked.delimiter()));
    }
    if (encoded) {
      xml.element("EncodingType", "url");
    }
    if (page.truncated()) {
      ListedPage.Line<ListedVersion> last = page.lines().get(page.lines().size() - 1);
      xml.element("NextKeyMarker", name.apply(last.name()));
      if (last.item() != null) {
        xml.element("NextVersionIdMarker", id(last.item().facts()));
      }
    }
    page.items().forEach(version -> write(xml, version, name));
    for (String prefix : page.commonPrefixes()) {
      xml.open("CommonPrefixes").element("Prefix", name.apply(prefix)).close("CommonPrefixes");
    }
    return xml.end();
  }

  private static void write(Xml xml, ListedVersion version, UnaryOperator<String> name) {
    ObjectFacts facts = version.facts();
    String kind = facts.deleteMarker() ? "DeleteMarker" : "Version";
    xml.open(kind)
        .element("Key", name.apply(facts.key()))
        .element("VersionId", id(facts))
        .element("IsLatest", version.latest())
        .element("LastModified", facts.lastModified());
    if (!facts.deleteMarker()) {
      String storageClass = facts.headers().storageClass();
      xml.element("ETag", Views.quoted(facts.etag()))
          .element("Size", facts.size())
          .element("StorageClass", storageClass == null ? "STANDARD" : storageClass);
    }
    xml.close(kind);
  }

  /** Where there never were versions, S3 lists each object as the version {@code null}. */
  private static String id(ObjectFacts facts) {
    return String.valueOf(facts.versionId());
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
