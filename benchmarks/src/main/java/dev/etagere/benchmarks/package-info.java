/** Etagere beside its peers, on the same server in the same run: see {@code benchmarks/run}. */
@NullMarked
package dev.etagere.benchmarks;

import org.jspecify.annotations.NullMarked;
