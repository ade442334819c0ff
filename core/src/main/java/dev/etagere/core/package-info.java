/**
 * The store as its users see it: keys, content, versions, preconditions, outcomes and errors.
 * Nothing here knows any provider; see {@link dev.etagere.core.spi} for what a provider implements.
 */
@NullMarked
package dev.etagere.core;

import org.jspecify.annotations.NullMarked;
