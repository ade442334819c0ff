/** What a client process does while it is measured. */
@NullMarked
package dev.etagere.benchmarks.load;

import org.jspecify.annotations.NullMarked;
