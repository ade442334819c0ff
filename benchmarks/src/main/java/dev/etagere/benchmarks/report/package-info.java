/** What is written of a run: a page, and pictures in SVG. */
@NullMarked
package dev.etagere.benchmarks.report;

import org.jspecify.annotations.NullMarked;
