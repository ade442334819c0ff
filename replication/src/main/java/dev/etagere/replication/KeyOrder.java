package dev.etagere.replication;

/**
 * The order S3 lists in: that of the bytes of UTF-8, which is that of the code points. Java's own
 * order, of UTF-16, puts U+E000 to U+FFFF after the characters beyond.
 */
final class KeyOrder {
  private KeyOrder() {}

  static int compare(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    for (int i = 0; i < shorter; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        // Where they first differ, a surrogate on one side stands for a code point above all
        // others.
        boolean beyondX = Character.isSurrogate(x);
        boolean beyondY = Character.isSurrogate(y);
        return beyondX == beyondY ? Character.compare(x, y) : beyondX ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
