package dev.etagere.cli.demo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Looks at each location by itself for what was acknowledged. */
final class OutageReferee {
  private final OutageScore score;
  private final S3Client eu;
  private final S3Client us;

  OutageReferee(OutageScore score, S3Client eu, S3Client us) {
    this.score = score;
    this.eu = eu;
    this.us = us;
  }

  /** How many acknowledged writes are looked for. */
  long checked() {
    return score.written().size() + (long) OutageLoad.NUMBERS;
  }

  /** How many of them are not at both locations with what was written. */
  long lost() {
    List<Map<String, String>> there = List.of(etags(eu, "shelf-eu"), etags(us, "shelf-us"));
    long lost =
        score.written().entrySet().stream()
            .filter(
                write ->
                    !there.stream().allMatch(at -> write.getValue().equals(at.get(write.getKey()))))
            .count();
    for (int i = 0; i < OutageLoad.NUMBERS; i++) {
      if (number(eu, "shelf-eu", i) < score.number(i)
          || number(us, "shelf-us", i) < score.number(i)) {
        lost++;
      }
    }
    return lost;
  }

  private static Map<String, String> etags(S3Client s3, String bucket) {
    Map<String, String> etags = new HashMap<>();
    s3.listObjectsV2Paginator(r -> r.bucket(bucket))
        .contents()
        .forEach(object -> etags.put(object.key(), object.eTag()));
    return etags;
  }

  private static long number(S3Client s3, String bucket, int number) {
    try {
      String key = OutageLoad.numberKey(number);
      return Long.parseLong(s3.getObjectAsBytes(r -> r.bucket(bucket).key(key)).asUtf8String());
    } catch (NoSuchKeyException e) {
      return -1;
    }
  }
}
