/** Finds out what a location really does, by trying it. */
@NullMarked
package dev.etagere.core.probe;

import org.jspecify.annotations.NullMarked;
