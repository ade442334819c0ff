package dev.etagere.local.server.awssdk;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** An element of the XML a client sets a bucket up with. */
final class SettingsXml {
  private final Element element;

  private SettingsXml(Element element) {
    this.element = element;
  }

  /** Reads a document whose root has that name. */
  static SettingsXml parse(byte[] document, String root) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(new DefaultHandler());
      Element element = builder.parse(new ByteArrayInputStream(document)).getDocumentElement();
      if (!element.getLocalName().equals(root)) {
        throw malformed("the document is no " + root);
      }
      return new SettingsXml(element);
    } catch (SAXException e) {
      throw malformed("it is no XML");
    } catch (IOException | ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
  }

  static RuntimeException malformed(String why) {
    return S3Errors.of(
        400,
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published"
            + " schema: "
            + why);
  }

  List<SettingsXml> children(String name) {
    List<SettingsXml> found = new ArrayList<>();
    for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element child && child.getLocalName().equals(name)) {
        found.add(new SettingsXml(child));
      }
    }
    return found;
  }

  @Nullable SettingsXml child(String name) {
    List<SettingsXml> found = children(name);
    if (found.size() > 1) {
      throw malformed(name + " stands twice");
    }
    return found.isEmpty() ? null : found.get(0);
  }

  /** The text of a child, or {@code null} if there is none. */
  @Nullable String text(String name) {
    SettingsXml child = child(name);
    return child == null ? null : child.element.getTextContent();
  }

  String required(String name) {
    String text = text(name);
    if (text == null) {
      throw malformed(name + " is missing");
    }
    return text.strip();
  }

  /** Refuses what would be forgotten in silence. */
  SettingsXml only(Set<String> names) {
    for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element child && !names.contains(child.getLocalName())) {
        throw S3Errors.of(
            501, "NotImplemented", child.getLocalName() + " in " + element.getLocalName());
      }
    }
    return this;
  }
}
