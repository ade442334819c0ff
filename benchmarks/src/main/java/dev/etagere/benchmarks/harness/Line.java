package dev.etagere.benchmarks.harness;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One figure of one run: ours beside a peer.
 *
 * @param figure its name
 * @param unit what the two numbers are in
 * @param ours our number, the median of the rounds
 * @param peer the peer's number, likewise
 * @param peerName who the peer is
 * @param ratio ours by the peer's: the median of the rounds' ratios
 * @param bound what the ratio is to reach
 * @param requests the requests of one operation of ours and of the peer's, in words
 * @param skipped why it was not measured; {@code null} if it was
 */
public record Line(
    String figure,
    String unit,
    double ours,
    double peer,
    String peerName,
    double ratio,
    Bound bound,
    String requests,
    @Nullable String skipped) {

  /** What was not measured, and why. */
  public static Line skipped(String figure, String peerName, Bound bound, String why) {
    return new Line(figure, "", Double.NaN, Double.NaN, peerName, Double.NaN, bound, "", why);
  }

  /** From two numbers, where their ratio is all there is. */
  public static Line of(
      String figure,
      String unit,
      double ours,
      double peer,
      String peerName,
      Bound bound,
      String requests) {
    return new Line(figure, unit, ours, peer, peerName, ours / peer, bound, requests, null);
  }

  /** Whether it is to reach something and does. */
  public String reached() {
    if (skipped != null) {
      return "skipped";
    }
    return bound.value() == null ? "-" : bound.reachedBy(ratio) ? "yes" : "no";
  }

  @Override
  public String toString() {
    if (skipped != null) {
      return String.format(
          "figure=%s ours=- peer=- peername=%s ratio=- bound=%s reached=skipped why=\"%s\"",
          figure, peerName, bound, skipped);
    }
    return String.format(
        Locale.ROOT,
        "figure=%s ours=%s peer=%s peername=%s ratio=%s bound=%s reached=%s unit=%s requests=%s",
        figure,
        number(ours),
        number(peer),
        peerName,
        number(ratio),
        bound,
        reached(),
        unit,
        requests);
  }

  /** Four digits, without an exponent. */
  public static String number(double value) {
    double size = Math.abs(value);
    int decimals = size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 0.1 ? 3 : 5;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
