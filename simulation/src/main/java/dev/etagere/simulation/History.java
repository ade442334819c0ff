package dev.etagere.simulation;

import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of one run.
 *
 * @param ops what was asked and answered
 * @param deletes the numbers of the writes that leave no value
 * @param fault what is wrong with it, or {@code null}
 */
record History(long seed, List<Op> ops, BitSet deletes, @Nullable String fault) {}
