package dev.etagere.local.server.awssdk;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Writes an XML document with S3's namespace. */
final class Xml {
  private final StringBuilder text =
      new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
  private final String root;

  Xml(String root) {
    this.root = root;
    text.append('<').append(root).append(" xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
  }

  Xml open(String name) {
    text.append('<').append(name).append('>');
    return this;
  }

  Xml close(String name) {
    text.append("</").append(name).append('>');
    return this;
  }

  Xml element(String name, Object value) {
    open(name);
    value.toString().codePoints().forEach(this::escape);
    return close(name);
  }

  private void escape(int c) {
    if (c == '<' || c == '>' || c == '&' || c < 0x20) {
      text.append("&#").append(c).append(';');
    } else {
      text.appendCodePoint(c);
    }
  }

  String end() {
    return close(root).text.toString();
  }

  /** As {@code encoding-type=url} wants names. */
  static String url(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
  }
}
