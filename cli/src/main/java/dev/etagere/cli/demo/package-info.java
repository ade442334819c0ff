/**
 * The demonstration: writers race on shared counters while replies are lost, once through the store
 * and once through the loop one would write by hand.
 */
@NullMarked
package dev.etagere.cli.demo;

import org.jspecify.annotations.NullMarked;
