package dev.etagere.core.probe;

import dev.etagere.core.Guarantee;

/**
 * What one check of a probe found.
 *
 * @param guarantee what was checked
 * @param held whether the location did as it must
 * @param seen what it did, in words
 */
public record Finding(Guarantee guarantee, boolean held, String seen) {}
