/**
 * The protocol's own code under every mishap a seed can think of, and the check that what came of
 * it could have come of one register. Nothing here is published.
 */
@NullMarked
package dev.etagere.simulation;

import org.jspecify.annotations.NullMarked;
