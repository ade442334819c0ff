/** The figures. */
@NullMarked
package dev.etagere.benchmarks.figures;

import org.jspecify.annotations.NullMarked;
