package dev.etagere.local.server.awssdk;

/** The answer to GetBucketLocation. */
final class Locations {
  private static final String UNNAMED = "us-east-1";

  private Locations() {}

  static String xml(String region) {
    String text = region.equals(UNNAMED) ? "" : region;
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
        + "<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
        + text
        + "</LocationConstraint>";
  }
}
