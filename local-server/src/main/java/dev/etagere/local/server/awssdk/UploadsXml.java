package dev.etagere.local.server.awssdk;

import dev.etagere.local.ListRequest;
import dev.etagere.local.ListedPage;
import dev.etagere.local.UploadFacts;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The answer to ListMultipartUploads. */
final class UploadsXml {
  private UploadsXml() {}

  static String of(
      String bucket, ListRequest asked, ListedPage<UploadFacts> page, boolean encoded) {
    UnaryOperator<String> name = encoded ? Xml::url : UnaryOperator.identity();
    Xml xml =
        new Xml("ListMultipartUploadsResult")
            .element("Bucket", bucket)
            .element("KeyMarker", name.apply(orEmpty(asked.startAfter())))
            .element("UploadIdMarker", orEmpty(asked.startAfterUpload()))
            .element("Prefix", name.apply(asked.prefix()))
            .element("Delimiter", name.apply(asked.delimiter()))
            .element("MaxUploads", asked.maxKeys())
            .element("IsTruncated", page.truncated());
    if (encoded) {
      xml.element("EncodingType", "url");
    }
    if (page.truncated()) {
      ListedPage.Line<UploadFacts> last = page.lines().get(page.lines().size() - 1);
      xml.element("NextKeyMarker", name.apply(last.name()));
      xml.element("NextUploadIdMarker", last.item() == null ? "" : last.item().uploadId());
    }
    page.items().forEach(upload -> write(xml, upload, name));
    for (String prefix : page.commonPrefixes()) {
      xml.open("CommonPrefixes").element("Prefix", name.apply(prefix)).close("CommonPrefixes");
    }
    return xml.end();
  }

  private static void write(Xml xml, UploadFacts upload, UnaryOperator<String> name) {
    String storageClass = upload.headers().storageClass();
    xml.open("Upload")
        .element("Key", name.apply(upload.key()))
        .element("UploadId", upload.uploadId())
        .element("StorageClass", storageClass == null ? "STANDARD" : storageClass)
        .element("Initiated", upload.initiated())
        .close("Upload");
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
