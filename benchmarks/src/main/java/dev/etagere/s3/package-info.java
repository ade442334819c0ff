/** What the benchmarks want of the inside of {@code etagere-s3}. */
@NullMarked
package dev.etagere.s3;

import org.jspecify.annotations.NullMarked;
