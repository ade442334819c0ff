package dev.etagere.cli.demo;

/** The texts of the documents of a trial: who wrote it, and whether for the first time. */
final class Document {
  private Document() {}

  static String key(long number) {
    return "document/" + number;
  }

  static String text(String writer, int times) {
    return writer + ' ' + times;
  }

  static String writer(String text) {
    return text.substring(0, text.indexOf(' '));
  }

  static long times(String text) {
    return Long.parseLong(text.substring(text.indexOf(' ') + 1));
  }
}
