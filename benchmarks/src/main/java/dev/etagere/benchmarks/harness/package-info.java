/** What a figure is, and how two sides are measured in turn. */
@NullMarked
package dev.etagere.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
