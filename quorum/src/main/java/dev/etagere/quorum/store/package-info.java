/**
 * The store over three locations, or any odd number: drives the protocol of {@link
 * dev.etagere.quorum} over real locations.
 */
@NullMarked
package dev.etagere.quorum.store;

import org.jspecify.annotations.NullMarked;
