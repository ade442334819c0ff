/** What JMH measures; compiled apart, with its annotation processor. */
@NullMarked
package dev.etagere.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
