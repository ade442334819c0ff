package dev.etagere.benchmarks.harness;

/**
 * A picture of a figure.
 *
 * @param name its file, without {@code .svg}
 * @param title what it shows, for those who do not see it
 * @param svg the picture
 */
public record Picture(String name, String title, String svg) {}
